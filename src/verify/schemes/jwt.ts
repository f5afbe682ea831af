import { createHmac, type KeyObject, verify as verifySignature } from "node:crypto";
import { HookinboxError } from "../../errors.ts";
import type { JwtSignature } from "../../providers/signature.ts";
import { duplicated, MAX_HEADER, malformed, missing } from "../carrier.ts";
import { sameText } from "../encoding.ts";
import { type Refusal, refuse } from "../failures.ts";
import { givenKeys, type KeySource, makeKeySource, type NamedKey } from "../key-source.ts";
import { SHORT_KEY, toKey } from "../keys.ts";
import type { Reading } from "../reading.ts";
import type { Finding, Scheme, Setting } from "../scheme.ts";
import { parseToken, type Token } from "../token.ts";
import { checkClaims, compileClaims } from "./claims.ts";

const HASHES: Readonly<Record<string, string>> = { HS256: "sha256", HS384: "sha384", HS512: "sha512" };

/** JSON Web Tokens, in a header or as the body: which algorithm may sign is the definition's word, never the token's. */
export function makeJwt(signature: JwtSignature, setting: Setting, own?: KeySource): Scheme {
  const { prefix = "", algorithms } = signature;
  const header = signature.header ?? "authorization";
  const place = signature.inBody ? "the body" : header;
  const claims = compileClaims(signature);
  const { hmac, given } = ringOf(signature, setting, own !== undefined);
  const fetched = signature.fetch && makeKeySource(signature.fetch, setting.fetchKey);
  const source = given.length > 0 ? undefined : (own ?? fetched);

  return {
    carriers: signature.inBody ? [] : [header],
    credentials: signature.inBody ? [] : [header],
    check(reading) {
      const token = readToken(reading);
      if ("ok" in token) return token;
      const algorithm = token.header.alg;
      if (typeof algorithm !== "string" || !(algorithms as readonly string[]).includes(algorithm)) {
        return refuse("SIGNATURE_UNSUPPORTED", `The token in ${place} is not signed by ${algorithms.join(" or ")}`);
      }
      if (algorithm in HASHES)
        return judge(
          hmac.some((key) => isMac(token, algorithm, key)),
          token,
          reading,
        );
      const id = typeof token.header.kid === "string" ? token.header.kid : undefined;
      if (!source) return judge(isSignedByAny(token, algorithm, given, id), token, reading);
      return source(reading, id).then((keys) =>
        "ok" in keys ? keys : judge(isSignedByAny(token, algorithm, keys, id), token, reading),
      );
    },
  };

  function readToken(reading: Reading): Token | Refusal {
    const twice = signature.inBody ? undefined : duplicated([header], reading);
    if (twice) return twice;
    const value = signature.inBody
      ? Buffer.from(reading.inbound.body.subarray(0, MAX_BODY + 1))
          .toString("latin1")
          .trim()
      : reading.header(header);
    if (value === undefined || value === "") return missing(place);
    if (value.length > (signature.inBody ? MAX_BODY : MAX_HEADER)) return malformed(place, "is too long");
    if (!value.startsWith(prefix)) return malformed(place, `does not begin with ${JSON.stringify(prefix)}`);
    return parseToken(value.slice(prefix.length)) ?? malformed(place, "is not a JSON Web Token");
  }

  function judge(right: boolean, token: Token, reading: Reading): Finding {
    if (!right) return refuse("SIGNATURE_MISMATCH", `The token in ${place} was signed with another key`);
    return checkClaims(claims, token.claims, reading, setting.tolerance);
  }
}

/** A body that is a token: Kinde's are a few kilobytes. */
const MAX_BODY = 1_048_576;

/** Never mixes the kinds: a public key is not used as an HMAC secret, whatever the token says. */
function ringOf(signature: JwtSignature, setting: Setting, fetches: boolean): { hmac: Buffer[]; given: NamedKey[] } {
  const given = givenKeys(setting.secrets);
  const symmetric = signature.algorithms.some((name) => name in HASHES);
  const texts = setting.secrets.filter((secret) => !/^\s*(?:-----BEGIN|\{)/.test(secret));
  const hmac = symmetric ? texts.map((secret) => toKey(secret, signature.key)) : [];
  if (hmac.some((key) => key.length < SHORT_KEY)) {
    setting.warn(`A secret has less than ${SHORT_KEY} bytes: it can be guessed by trying.`);
  }
  if (hmac.length === 0 && given.length === 0 && !signature.fetch && !fetches) {
    throw new HookinboxError("SECRET_INVALID", "The secret is no key that this provider's tokens can be signed with");
  }
  return { hmac, given };
}

function isMac(token: Token, algorithm: string, key: Buffer): boolean {
  const mac = createHmac(HASHES[algorithm] ?? "sha256", key)
    .update(token.signed, "latin1")
    .digest("base64url");
  return sameText(token.signature, mac);
}

const KINDS: Readonly<Record<string, string>> = { RS256: "rsa", ES256: "ec", EdDSA: "ed25519" };

function isSignedByAny(token: Token, algorithm: string, keys: readonly NamedKey[], id: string | undefined): boolean {
  return keys.some(
    (named) =>
      (named.id === undefined || id === undefined || named.id === id) && isSignedBy(token, algorithm, named.key),
  );
}

function isSignedBy(token: Token, algorithm: string, key: KeyObject): boolean {
  const bytes = Buffer.from(token.signature, "base64url");
  if (key.asymmetricKeyType !== KINDS[algorithm] || bytes.toString("base64url") !== token.signature) return false;
  try {
    const hash = algorithm === "EdDSA" ? null : "sha256";
    return verifySignature(hash, Buffer.from(token.signed, "latin1"), { key, dsaEncoding: "ieee-p1363" }, bytes);
  } catch {
    return false;
  }
}
