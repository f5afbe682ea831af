import { createRoute, type OpenAPIHono } from "@hono/zod-openapi";
import { isUnverified } from "../../config/serving.ts";
import type { Inbox } from "../../inbox.ts";
import type { AdminEnv } from "./guard.ts";
import { json, nameParam, problemAnswer, sourceDetail, sourceList, testBody, tested } from "./shapes.ts";

const list = createRoute({
  method: "get",
  path: "/api/sources",
  summary: "The configured sources: what they receive, and what is weak in their set-up",
  responses: { 200: json(sourceList, "Every source") },
});

const unknown = problemAnswer("No source of this name");

const show = createRoute({
  method: "get",
  path: "/api/sources/{name}",
  summary: "A source, and how to set it up at its provider",
  request: { params: nameParam },
  responses: { 200: json(sourceDetail, "The source"), 404: unknown },
});
const test = createRoute({
  method: "post",
  path: "/api/sources/{name}/test",
  summary: "Send a signed test event through the whole way in, as the provider would",
  request: { params: nameParam, body: { content: { "application/json": { schema: testBody } } } },
  responses: {
    200: json(tested, "What it was answered"),
    400: problemAnswer("The body is not valid"),
    404: unknown,
    409: problemAnswer("Only the provider can sign"),
  },
});

export const sourceRoutes = { list, show, test };

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
        title: provider.name,
        url: `${inbox.settings.publicUrl ?? ""}${path ?? `/in/${name}`}`,
        unverified: isUnverified(provider),
        canSign: false,
        perMinute: 0,
        refusedShare: null,
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
