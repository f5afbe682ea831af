import { createRoute, type OpenAPIHono } from "@hono/zod-openapi";
import { toResponse } from "../../adapters/fetch.ts";
import type { Inbox } from "../../inbox.ts";
import { problem } from "../../problem.ts";
import type { Access, AdminEnv } from "./guard.ts";
import { json, login, problemAnswer, session } from "./shapes.ts";
import type { Role } from "./token.ts";

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

export function addSession(app: OpenAPIHono<AdminEnv>, inbox: Inbox, { gate, sessions }: Access): void {
  const required = gate !== undefined;
  const answer = (role: Role | undefined) =>
    role === undefined ? { required, role: null } : { required, role, store: inbox.storeName };

  app.openapi(show, (c) => c.json(answer(c.get("role")), 200));

  app.openapi(logIn, (c) => {
    const role = gate?.(c.req.valid("json").token.trim(), c.get("address")) ?? "admin";
    if (role === "blocked")
      return toResponse(problem("RATE_LIMITED", "too many wrong tokens from this address")) as never;
    if (role !== "admin" && role !== "listen")
      return toResponse(problem("UNAUTHORIZED", "this is not the token")) as never;
    const secure = c.req.header("origin")?.startsWith("https:") === true;
    if (gate) c.header("set-cookie", sessions.begin(role, secure));
    c.set("role", role);
    return c.json(answer(role), 200);
  });

  app.openapi(logOut, (c) => {
    c.header("set-cookie", sessions.end(c.req.header("cookie")));
    return c.json(answer(required ? undefined : "admin"), 200);
  });
}
