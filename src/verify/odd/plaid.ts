import { HookinboxError } from "../../errors.ts";
import type { JwtSignature, OddSignature } from "../../providers/signature.ts";
import { refuse } from "../failures.ts";
import { KeyCache, type KeyFetcher } from "../key-fetch.ts";
import { type KeySource, type NamedKey, readJwks } from "../key-source.ts";
import type { Scheme, Setting } from "../scheme.ts";
import { makeJwt } from "../schemes/jwt.ts";

const HOSTS = {
  production: "production.plaid.com",
  sandbox: "sandbox.plaid.com",
  development: "development.plaid.com",
} as const;

export const PLAID_TOKEN: JwtSignature = {
  scheme: "jwt",
  header: "plaid-verification",
  algorithms: ["ES256"],
  requires: ["iat"],
  bodyHash: { claim: "request_body_sha256", encoding: "hex" },
  leeway: 60_000,
  maxAge: 300_000,
};

/** Odd because the key must be asked for with the account's credentials. */
export function makePlaid(_: OddSignature, setting: Setting): Scheme {
  const [credentials] = setting.secrets.filter((secret) => !/^\s*(?:-----BEGIN|\{)/.test(secret));
  const environment = String(setting.around.options.environment) as keyof typeof HOSTS;
  if (credentials !== undefined && !credentials.includes(":")) {
    throw new HookinboxError("SECRET_INVALID", "The secret is neither a public key nor client_id:secret", {
      advice: "Give the account's credentials as client_id:secret; the key is fetched with them.",
    });
  }
  const source =
    credentials === undefined
      ? undefined
      : makeSource(credentials, HOSTS[environment] ?? HOSTS.production, setting.fetchKey);
  return makeJwt(PLAID_TOKEN, setting, source);
}

function makeSource(credentials: string, host: string, fetchKey: KeyFetcher): KeySource {
  const cache = new KeyCache<readonly NamedKey[]>();
  const colon = credentials.indexOf(":");
  const client_id = credentials.slice(0, colon);
  const secret = credentials.slice(colon + 1);
  return async (_, id) => {
    if (id === undefined || !/^[\w-]{1,128}$/.test(id)) return refuse("SIGNATURE_MALFORMED", "The token names no key");
    const keys = await cache.get(id, async () => {
      const answer = await fetchKey({
        url: `https://${host}/webhook_verification_key/get`,
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ client_id, secret, key_id: id }),
      });
      const { key } = JSON.parse(answer.body) as { key?: { expired_at?: unknown } };
      if (!key || (typeof key.expired_at === "number" && key.expired_at * 1000 < Date.now())) throw new Error("no key");
      return readJwks(key);
    });
    return keys ?? refuse("KEY_UNAVAILABLE", `The key could not be fetched from ${host}`);
  };
}
