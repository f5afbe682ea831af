import type { AdminConfig } from "./config.ts";
import { DEFAULT_ADMIN } from "./defaults.ts";
import type { Mistake } from "./mistakes.ts";
import type { AdminSettings } from "./settings.ts";

type Env = Readonly<NodeJS.ProcessEnv>;

/** The listen token alone would say who may listen, and leave all the rest open to whoever reaches the listener. */
const LISTEN_ALONE: Mistake = {
  path: "admin.token",
  message: "expected a token for the rest of the admin API beside the listen token; got none.",
  fix: "Set HOOKINBOX_ADMIN_TOKEN as well: openssl rand -hex 32. Where only `hookinbox listen` runs, the listen token belongs into HOOKINBOX_TOKEN.",
};

export function resolveAdmin(
  admin: AdminConfig = {},
  env: Env,
): { settings: AdminSettings; mistakes: readonly Mistake[] } {
  const token = tokenOf(env.HOOKINBOX_ADMIN_TOKEN, admin.token);
  const listenToken = tokenOf(env.HOOKINBOX_LISTEN_TOKEN, admin.listenToken);
  return {
    settings: {
      hosts: admin.hosts ?? DEFAULT_ADMIN.hosts,
      trustedProxies: admin.trustedProxies ?? DEFAULT_ADMIN.trustedProxies,
      ...(token === undefined ? {} : { token }),
      ...(listenToken === undefined ? {} : { listenToken }),
    },
    mistakes: [
      ...tokenMistakes(token, "ADMIN", "admin.token"),
      ...tokenMistakes(listenToken, "LISTEN", "admin.listenToken"),
      ...(token === undefined && listenToken !== undefined ? [LISTEN_ALONE] : []),
    ],
  };
}

/** The first that is not blank, without the line break that a file or a shell may have put behind it. */
const tokenOf = (...places: (string | undefined)[]): string | undefined =>
  places.map((one) => one?.trim()).find(Boolean);

/** A header takes no other characters, so no request could ever show such a token. */
function tokenMistakes(token: string | undefined, variable: string, path: string): Mistake[] {
  if (token === undefined || /^[\x21-\x7e]+$/.test(token)) return [];
  const message = `expected a token of printable ASCII without spaces; HOOKINBOX_${variable}_TOKEN, or this, holds other characters.`;
  return [{ path, message, fix: "Make one: openssl rand -hex 32" }];
}
