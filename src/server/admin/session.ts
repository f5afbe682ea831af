import { createRoute, type OpenAPIHono } from "@hono/zod-openapi";
import type { Inbox } from "../../inbox.ts";
import type { AdminEnv } from "./guard.ts";
import { json, login, problemAnswer, session } from "./shapes.ts";

const show = createRoute({
  method: "get",
  path: "/api/session",
  summary: "Whether a token is needed, and whether this request has shown it",
  responses: { 200: json(session, "The session"), 401: problemAnswer("The token that was shown is wrong") },
});

const logIn = createRoute({
  method: "post",
  path: "/api/session",
  summary: "Log in with the token: sets a cookie for this page",
  request: { body: { content: { "application/json": { schema: login } }, required: true } },
  responses: {
    200: json(session, "Logged in"),
    401: problemAnswer("The token is wrong"),
    429: problemAnswer("Too many wrong tokens from this address"),
  },
});
const logOut = createRoute({
  method: "delete",
  path: "/api/session",
  summary: "Log out: the cookie is good for nothing any more",
  responses: { 200: json(session, "Logged out") },
});

export const sessionRoutes = { show, logIn, logOut };

export function addSession(app: OpenAPIHono<AdminEnv>, inbox: Inbox): void {
  const required = inbox.settings.admin.token !== undefined;
  app.openapi(show, (c) => {
    if (!c.get("allowed")) return c.json({ required, role: null }, 200);
    return c.json({ required, role: "admin" as const, store: inbox.storeName }, 200);
  });
}
