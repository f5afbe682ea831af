import { createRoute, type OpenAPIHono } from "@hono/zod-openapi";
import type { Inbox } from "../../inbox.ts";
import type { AdminEnv } from "./guard.ts";
import { json, problemAnswer, session } from "./shapes.ts";

const show = createRoute({
  method: "get",
  path: "/api/session",
  summary: "Whether a token is needed, and whether this request has shown it",
  responses: { 200: json(session, "The session"), 401: problemAnswer("The token that was shown is wrong") },
});

export function addSession(app: OpenAPIHono<AdminEnv>, inbox: Inbox): void {
  const required = inbox.settings.admin.token !== undefined;
  app.openapi(show, (c) => {
    if (!c.get("allowed")) return c.json({ required, role: null }, 200);
    return c.json({ required, role: "admin" as const, store: inbox.storeName }, 200);
  });
}
