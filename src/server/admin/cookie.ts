import { createHash, randomBytes } from "node:crypto";
import type { Clock } from "../../types.ts";
import type { Role } from "./token.ts";

/**
 * The log-in of a browser. A cookie goes to every port of its host, the ingest listener's too, so it is good for `/api`
 * alone and is a random number that this process knows, never the token.
 */
const NAME = "hookinbox_session";
/** A log-in ends after a week, or with the process. */
const LASTS = 7 * 86_400_000;
/** Log-ins at once; the oldest makes room. */
const MOST = 1_000;

export interface Sessions {
  /** Begins one; the value of `Set-Cookie`. */
  begin(role: Role, secure: boolean): string;
  /** Who a `Cookie` header says is there. */
  find(cookie: string | undefined): Role | undefined;
  /** Ends it; the `Set-Cookie` that takes it away. */
  end(cookie: string | undefined): string;
}

export function createSessions(clock: Clock = Date.now): Sessions {
  const sessions = new Map<string, { readonly role: Role; readonly endsAt: number }>();
  const digest = (id: string) => createHash("sha256").update(id).digest("base64");
  const idOf = (cookie = "") => new RegExp(`(?:^|;\\s*)${NAME}=([\\w-]{20,100})`).exec(cookie)?.[1];
  const text = (value: string, seconds: number, secure: boolean) =>
    `${NAME}=${value}; Path=/api; Max-Age=${seconds}; HttpOnly; SameSite=Strict${secure ? "; Secure" : ""}`;

  return {
    begin(role, secure) {
      const id = randomBytes(32).toString("base64url");
      sessions.set(digest(id), { role, endsAt: clock() + LASTS });
      if (sessions.size > MOST) sessions.delete(sessions.keys().next().value as string);
      return text(id, LASTS / 1_000, secure);
    },
    find(cookie) {
      const id = idOf(cookie);
      const found = id === undefined ? undefined : sessions.get(digest(id));
      return found && found.endsAt > clock() ? found.role : undefined;
    },
    end(cookie) {
      const id = idOf(cookie);
      if (id !== undefined) sessions.delete(digest(id));
      return text("", 0, false);
    },
  };
}
