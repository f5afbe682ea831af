import { createRoute } from "@hono/zod-openapi";
import { json } from "./shapes.ts";
import { deadGroups } from "./shapes-work.ts";

const list = createRoute({
  method: "get",
  path: "/api/dead",
  summary: "Dead deliveries, grouped by destination and cause, the largest group first",
  responses: { 200: json(deadGroups, "The groups") },
});

export const deadRoutes = { list };
