import { createPublicKey, type KeyObject } from "node:crypto";
import { HookinboxError } from "../../errors.ts";
import type { OddSignature } from "../../providers/signature.ts";
import { duplicated, MAX_HEADER, malformed, missing } from "../carrier.ts";
import { decode } from "../encoding.ts";
import { refuse } from "../failures.ts";
import { KeyCache, type KeyFetcher } from "../key-fetch.ts";
import { toPublicKey } from "../public-keys.ts";
import type { Reading } from "../reading.ts";
import type { Finding, Scheme, Setting } from "../scheme.ts";
import { isSignature } from "../schemes/public-key.ts";

const HEADER = "x-ebay-signature";
const HOSTS = { production: "api.ebay.com", sandbox: "api.sandbox.ebay.com" } as const;

/** Odd because the header is base64 of JSON, and the key must be asked for with the application's credentials. */
export function makeEbay(_: OddSignature, setting: Setting): Scheme {
  const pems = setting.secrets.filter(isPem);
  const keys = pems.map((secret) => toPublicKey(secret, { scheme: "ecdsa", key: "pem" }));
  const [credentials] = setting.secrets.filter((secret) => !isPem(secret));
  if (credentials !== undefined && !credentials.includes(":")) {
    throw new HookinboxError("SECRET_INVALID", "The secret is neither a public key nor clientId:clientSecret", {
      advice: "Give the application's credentials as clientId:clientSecret, or eBay's public key in PEM.",
    });
  }
  const cache = new KeyCache<KeyObject>();
  const host = HOSTS[setting.around.options.environment === "sandbox" ? "sandbox" : "production"];
  return {
    carriers: [HEADER],
    credentials: [],
    check(reading) {
      const twice = duplicated([HEADER], reading);
      if (twice) return twice;
      const value = reading.header(HEADER);
      if (!value) return missing(HEADER);
      const parsed = value.length > MAX_HEADER ? undefined : parse(value);
      if (!parsed) return malformed(HEADER, "is not base64 of JSON with kid and signature");
      if (parsed.digest !== "SHA1" || parsed.alg !== "ecdsa")
        return refuse("SIGNATURE_UNSUPPORTED", "The signature is not ECDSA over SHA1");
      if (keys.length > 0 || credentials === undefined) return judge(keys, parsed.signature, reading);
      return cache
        .get(parsed.kid, () => askForKey(parsed.kid, host, credentials, setting.fetchKey))
        .then((key) =>
          key
            ? judge([key], parsed.signature, reading)
            : refuse("KEY_UNAVAILABLE", `The key could not be fetched from ${host}`),
        );
    },
  };
}

const isPem = (secret: string): boolean => secret.includes("-----BEGIN");

function judge(keys: readonly KeyObject[], signature: Buffer, { inbound }: Reading): Finding {
  const body = Buffer.from(inbound.body);
  const right = keys.some((key) => isSignature({ scheme: "ecdsa", hash: "sha1" }, body, key, signature));
  return right
    ? { ok: true }
    : refuse("SIGNATURE_MISMATCH", `The signature in ${HEADER} was not made by the owner of eBay's key`);
}

function parse(value: string): { kid: string; signature: Buffer; digest: unknown; alg: unknown } | undefined {
  try {
    const json = JSON.parse(decode(value, "base64")?.toString("utf8") ?? "") as {
      kid?: unknown;
      signature?: unknown;
      digest?: unknown;
      alg?: unknown;
    };
    const signature = typeof json.signature === "string" ? decode(json.signature, "base64") : undefined;
    const { kid } = json;
    const named = typeof kid === "string" && /^[A-Za-z0-9-]{1,64}$/.test(kid);
    return named && signature ? { kid, signature, digest: json.digest, alg: json.alg } : undefined;
  } catch {
    return undefined;
  }
}

/** A token of the application first, then the key by its id. */
async function askForKey(kid: string, host: string, credentials: string, fetchKey: KeyFetcher): Promise<KeyObject> {
  const token = await fetchKey({
    url: `https://${host}/identity/v1/oauth2/token`,
    method: "POST",
    headers: {
      authorization: `Basic ${Buffer.from(credentials, "utf8").toString("base64")}`,
      "content-type": "application/x-www-form-urlencoded",
    },
    body: "grant_type=client_credentials&scope=https%3A%2F%2Fapi.ebay.com%2Foauth%2Fapi_scope",
  });
  const { access_token } = JSON.parse(token.body) as { access_token?: unknown };
  if (typeof access_token !== "string") throw new Error("no token");
  const answer = await fetchKey({
    url: `https://${host}/commerce/notification/v1/public_key/${kid}`,
    headers: { authorization: `Bearer ${access_token}` },
  });
  const { key } = JSON.parse(answer.body) as { key?: unknown };
  if (typeof key !== "string") throw new Error("no key");
  return createPublicKey(toPublicKey(key, { scheme: "ecdsa", key: "pem" }).export({ type: "spki", format: "pem" }));
}
