import { createRoute } from "@hono/zod-openapi";
import { json, problemAnswer } from "./shapes.ts";
import { series, seriesQuery } from "./shapes-work.ts";

const show = createRoute({
  method: "get",
  path: "/api/series",
  summary: "Figures by minute, of the last hour or day, over all processes of the store",
  request: { query: seriesQuery },
  responses: { 200: json(series, "Oldest first, without gaps"), 400: problemAnswer("A parameter is not valid") },
});

export const seriesRoutes = { show };
