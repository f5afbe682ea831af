import { createRoute, type OpenAPIHono } from "@hono/zod-openapi";
import type { Inbox } from "../../inbox.ts";
import { DEAD_MOST } from "../../stores/history.ts";
import { groupDead } from "../replays/causes.ts";
import type { AdminEnv } from "./guard.ts";
import { json } from "./shapes.ts";
import { deadGroups } from "./shapes-work.ts";

const list = createRoute({
  method: "get",
  path: "/api/dead",
  summary: "Dead deliveries, grouped by destination and cause, the largest group first",
  responses: { 200: json(deadGroups, "The groups") },
});

export const deadRoutes = { list };

export function addDead(app: OpenAPIHono<AdminEnv>, inbox: Inbox): void {
  app.openapi(list, async (c) => {
    const dead = await inbox.archive.dead({ limit: DEAD_MOST });
    return c.json({ items: groupDead(dead), complete: dead.length < DEAD_MOST }, 200);
  });
}
