import type { HttpBindings } from "@hono/node-server";
import { createMiddleware } from "hono/factory";
import { toResponse } from "../../adapters/fetch.ts";
import type { AdminSettings } from "../../config/settings.ts";
import { problem } from "../../problem.ts";
import type { Reply } from "../../types.ts";
import { hostAllowed, originAllowed } from "./origin.ts";
import { createTokenGate } from "./token.ts";

export interface AdminEnv {
  Bindings: HttpBindings;
  Variables: {
    /** Whether this request has shown the token, or needs none. */
    allowed: boolean;
  };
}

/** Everything here is data for programs: nothing may be run, framed, guessed at or kept. */
const SECURITY_HEADERS = {
  "content-security-policy": "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY",
  "referrer-policy": "no-referrer",
  "cross-origin-resource-policy": "same-origin",
  "cache-control": "no-store",
};

/** Open to anyone who can connect: probes, and a page that holds no data. */
const OPEN = new Set(["/", "/healthz", "/readyz"]);
/** Says by itself whether a token is needed. */
const SESSION = "/api/session";

/**
 * Who may use the admin API. In order: the Host must be ours (a page that had its name rebound to 127.0.0.1 sends its own),
 * an Origin must be the same as Host (no other site's page), then the token, where one is set.
 */
export function guard({ token, hosts }: AdminSettings, bindHost: string) {
  const gate = token === undefined ? undefined : createTokenGate(token);
  return createMiddleware<AdminEnv>(async (c, next) => {
    const { socket } = c.env.incoming;
    const here = { bindHost, address: socket.localAddress ?? "", port: socket.localPort ?? 0, hosts };
    const { path } = c.req;
    const refusal = ((): Reply | undefined => {
      const host = c.req.header("host");
      if (!hostAllowed(host, here)) return problem("HOST_NOT_ALLOWED");
      if (!originAllowed(c.req.raw.headers, host as string, OPEN.has(path))) return problem("ORIGIN_NOT_ALLOWED");
      const shown = gate?.(c.req.header("authorization"), socket.remoteAddress ?? "") ?? "right";
      c.set("allowed", shown === "right");
      if (OPEN.has(path) || shown === "right") return undefined;
      if (shown === "blocked") return problem("RATE_LIMITED", "too many wrong tokens from this address");
      if (shown === "none" && path === SESSION) return undefined;
      return problem("UNAUTHORIZED", undefined, { "www-authenticate": "Bearer" });
    })();
    if (refusal) c.res = toResponse(refusal);
    else await next();
    for (const [name, value] of Object.entries(SECURITY_HEADERS)) c.res.headers.set(name, value);
  });
}
