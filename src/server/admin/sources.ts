import { createRoute, type OpenAPIHono } from "@hono/zod-openapi";
import type { Inbox } from "../../inbox.ts";
import type { AdminEnv } from "./guard.ts";
import { json, sourceList } from "./shapes.ts";

const list = createRoute({
  method: "get",
  path: "/api/sources",
  summary: "The configured sources: what they receive, and what is weak in their set-up",
  responses: { 200: json(sourceList, "Every source") },
});

export function addSources(app: OpenAPIHono<AdminEnv>, inbox: Inbox): void {
  app.openapi(list, async (c) => {
    const counted = new Map((await inbox.archive.stats()).sources.map((row) => [row.source, row]));
    // Field by field: what the settings come to hold (secrets, options) stays there.
    const items = [...inbox.settings.sources.values()].map(({ name, provider, path, mode }) => {
      const verifier = inbox.verifier(name);
      const counts = counted.get(name);
      return {
        name,
        provider: provider.id,
        path: path ?? `/in/${name}`,
        mode,
        methods: [...(verifier?.methods ?? [])],
        warnings: [...(verifier?.warnings ?? [])],
        events: counts?.events ?? 0,
        quarantined: counts?.quarantined ?? 0,
        lastAt: counts?.lastAt ?? null,
      };
    });
    return c.json({ items }, 200);
  });
}
