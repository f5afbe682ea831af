import { createRoute } from "@hono/zod-openapi";
import { auditEntry, json, page, pageQuery, problemAnswer } from "./shapes.ts";

const list = createRoute({
  method: "get",
  path: "/api/audit",
  summary: "What people did, newest first: replays, releases, pauses, log-ins; kept 90 days",
  request: { query: pageQuery },
  responses: {
    200: json(page(auditEntry).openapi("AuditPage"), "One page"),
    400: problemAnswer("A parameter is not valid"),
  },
});

export const auditRoutes = { list };
