import { createRoute, type OpenAPIHono } from "@hono/zod-openapi";
import type { Inbox } from "../../inbox.ts";
import type { AdminEnv } from "./guard.ts";
import { json, stats } from "./shapes.ts";

const show = createRoute({
  method: "get",
  path: "/api/stats",
  summary: "What is kept, and what is still owed",
  responses: { 200: json(stats, "Counts and the age of the backlog") },
});

export const statsRoutes = { show };

export function addStats(app: OpenAPIHono<AdminEnv>, inbox: Inbox): void {
  app.openapi(show, async (c) => {
    const { sources, destinations, paused, ...counts } = await inbox.archive.stats();
    return c.json({ ...counts, sources: [...sources], destinations: [...destinations], paused: [...paused] }, 200);
  });
}
