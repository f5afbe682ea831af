import type { HttpBindings } from "@hono/node-server";
import { createMiddleware } from "hono/factory";
import { toResponse } from "../../adapters/fetch.ts";
import type { AdminSettings } from "../../config/settings.ts";
import { problem } from "../../problem.ts";
import type { Reply } from "../../types.ts";
import { clientAddress } from "./client-address.ts";
import { createSessions, type Sessions } from "./cookie.ts";
import { hostAllowed, originAllowed } from "./origin.ts";
import { bearerOf, createTokenGate, type Role, type Shown, type TokenGate } from "./token.ts";

export interface AdminEnv {
  Bindings: HttpBindings;
  Variables: {
    /** Who asks: has shown a token or a session, or needs none; `undefined`: nobody that is known. */
    role: Role | undefined;
    /** Where the request comes from, for the limit of wrong tokens and the audit log. */
    address: string;
    /** What the audit log is to say beside action and subject; never a secret. `null`: nothing was changed, so nothing. */
    audited: { readonly subject?: string; readonly detail?: Readonly<Record<string, unknown>> } | null;
  };
}

/** Everything here is data for programs: nothing may be run, framed, guessed at or kept. Pages say otherwise by themselves. */
const SECURITY_HEADERS = {
  "content-security-policy": "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY",
  "referrer-policy": "no-referrer",
  "cross-origin-resource-policy": "same-origin",
  "cross-origin-opener-policy": "same-origin",
  "cache-control": "no-store",
};

/** What holds data, and wants a token where one is set: the rest are probes and the dashboard's files. */
const isClosed = (path: string) => /^\/(api|metrics)(\/|$)/.test(path);
/** Says by itself whether a token is needed, and takes it. */
const SESSION = "/api/session";
/** What the role `listen` may read. */
const LISTENS = /^\/api\/(session|stream|events(\/[^/]+(\/body)?)?)$/;

export interface Access {
  /** `undefined`: no token is set, and none is needed. */
  readonly gate: TokenGate | undefined;
  readonly sessions: Sessions;
}

export function createAccess({ token, listenToken }: AdminSettings): Access {
  const tokens: { token: string; role: Role }[] = [];
  if (token !== undefined) tokens.push({ token, role: "admin" });
  if (listenToken !== undefined) tokens.push({ token: listenToken, role: "listen" });
  return { gate: tokens.length === 0 ? undefined : createTokenGate(tokens), sessions: createSessions(tokens) };
}

function refusalOf(who: Shown, method: string, path: string): Reply | undefined {
  switch (who) {
    case "admin":
      return undefined;
    case "listen":
      return path === SESSION || (method === "GET" && LISTENS.test(path)) ? undefined : problem("ROLE_NOT_ALLOWED");
    case "blocked":
      return problem("RATE_LIMITED", "too many wrong tokens from this address", { "retry-after": "6" });
    case "none":
      if (path === SESSION) return undefined;
  }
  return problem("UNAUTHORIZED", undefined, { "www-authenticate": "Bearer" });
}

/**
 * Who may use the admin API. In order: the Host must be ours (a page that had its name rebound to 127.0.0.1 sends its own),
 * an Origin must be the same as Host, port and all (no other site's page, and no bin's), then the token or the session's
 * cookie, where a token is set.
 */
export function guard({ gate, sessions }: Access, { hosts, trustedProxies }: AdminSettings, bindHost: string) {
  return createMiddleware<AdminEnv>(async (c, next) => {
    const { socket } = c.env.incoming;
    const here = { bindHost, address: socket.localAddress ?? "", port: socket.localPort ?? 0, hosts };
    const { path, method } = c.req;
    const isOpen = !isClosed(path);
    const address = clientAddress(c.req.header("x-forwarded-for"), socket.remoteAddress ?? "", trustedProxies);
    c.set("address", address);
    const refusal = ((): Reply | undefined => {
      const host = c.req.header("host");
      if (!hostAllowed(host, here)) return problem("HOST_NOT_ALLOWED");
      if (!originAllowed(c.req.raw.headers, host as string, isOpen && method === "GET"))
        return problem("ORIGIN_NOT_ALLOWED");
      const shown = gate?.(bearerOf(c.req.header("authorization")), address) ?? "admin";
      const who = shown === "none" ? (sessions.find(c.req.header("cookie")) ?? "none") : shown;
      c.set("role", who === "admin" || who === "listen" ? who : undefined);
      return isOpen ? undefined : refusalOf(who, method, path);
    })();
    if (refusal) c.res = toResponse(refusal);
    else await next();
    for (const [name, value] of Object.entries(SECURITY_HEADERS))
      if (!c.res.headers.has(name)) c.res.headers.set(name, value);
  });
}
