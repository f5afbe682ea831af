import { createHmac, randomBytes, scryptSync, timingSafeEqual } from "node:crypto";
import type { Clock } from "../../types.ts";
import type { Role } from "./token.ts";

/**
 * The log-in of a browser. A cookie goes to every port of its host, the ingest listener's too, so it is good for `/api`
 * alone and is never the token: `<role>.<end>.<nonce>.<signature>`. What signs it is made of the token, so a log-in outlives a
 * restart, is good for every process of that token, and ends with it.
 */
const NAME = "hookinbox_session";
const SHAPE = new RegExp(`(?:^|;\\s*)${NAME}=(([a-z]+)\\.([0-9a-z]{1,10})\\.([\\w-]{22}))\\.([\\w-]{43})(?:;|$)`);
/** A log-in ends after a week. */
const LASTS = 7 * 86_400_000;
/** Log-outs that are remembered until that end; the oldest makes room. */
const MOST = 1_000;

export interface Sessions {
  /** Begins one; the value of `Set-Cookie`. */
  begin(role: Role, secure: boolean): string;
  /** Who a `Cookie` header says is there. */
  find(cookie: string | undefined): Role | undefined;
  /** Ends it; the `Set-Cookie` that takes it away. */
  end(cookie: string | undefined): string;
}

interface Session {
  readonly role: Role;
  readonly endsAt: number;
  readonly nonce: string;
}

export function createSessions(
  tokens: readonly { readonly token: string; readonly role: Role }[],
  clock: Clock = Date.now,
): Sessions {
  const keys = new Map<string, Buffer>(tokens.map(({ token, role }) => [role, keyOf(token)]));
  const ended = new Map<string, number>();
  const signature = (key: Buffer, text: string) => createHmac("sha256", key).update(text).digest();
  const text = (value: string, seconds: number, secure: boolean) =>
    `${NAME}=${value}; Path=/api; Max-Age=${seconds}; HttpOnly; SameSite=Strict${secure ? "; Secure" : ""}`;

  function read(cookie = ""): Session | undefined {
    const [, signed = "", role = "", end = "", nonce = "", shown = ""] = SHAPE.exec(cookie) ?? [];
    const key = keys.get(role);
    if (!key || !timingSafeEqual(signature(key, signed), Buffer.from(shown, "base64url"))) return undefined;
    const endsAt = Number.parseInt(end, 36);
    return endsAt > clock() && !ended.has(nonce) ? { role: role as Role, endsAt, nonce } : undefined;
  }

  return {
    begin(role, secure) {
      const key = keys.get(role);
      if (!key) throw new Error(`there is no token of the role ${role}`);
      const signed = `${role}.${(clock() + LASTS).toString(36)}.${randomBytes(16).toString("base64url")}`;
      return text(`${signed}.${signature(key, signed).toString("base64url")}`, LASTS / 1_000, secure);
    },
    find: (cookie) => read(cookie)?.role,
    end(cookie) {
      // Only what was good is remembered, so no stranger can push others out.
      const session = read(cookie);
      if (session) ended.set(session.nonce, session.endsAt);
      for (const [nonce, endsAt] of ended) if (endsAt <= clock() || ended.size > MOST) ended.delete(nonce);
      return text("", 0, false);
    },
  };
}

/** Slow by intent, 50 ms once for each token: from a cookie that got into wrong hands nobody shall find a token by trying. */
const keyOf = (token: string): Buffer => scryptSync(token, "hookinbox: the log-in of a browser", 32);
