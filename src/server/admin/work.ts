import { createRoute } from "@hono/zod-openapi";
import { json } from "./shapes.ts";
import { work } from "./shapes-work.ts";

const list = createRoute({
  method: "get",
  path: "/api/work",
  summary: "Destinations: what they are owed, how long attempts take, whether they are paused",
  responses: { 200: json(work, "Every destination that this process has, or that is owed something") },
});

export const workRoutes = { list };
