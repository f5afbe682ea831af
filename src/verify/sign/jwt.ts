import { createHash, createHmac, randomUUID, sign as signBytes } from "node:crypto";
import { HookinboxError } from "../../errors.ts";
import type { JwtSignature } from "../../providers/signature.ts";
import { toKey } from "../keys.ts";
import { queryHash } from "../schemes/claims.ts";
import { compile, render } from "../template.ts";
import type { Draft } from "./draft.ts";
import { toPrivateKey } from "./private-key.ts";

const KEYS = { RS256: "rsa", ES256: "ecdsa", EdDSA: "ed25519" } as const;
const HASHES = { HS256: "sha256", HS384: "sha384", HS512: "sha512" } as const;

/** Makes a token with every claim that its definition asks for; by the first of its algorithms that the secret fits. */
export function signJwt(signature: JwtSignature, draft: Draft): void {
  const isPrivate = draft.secrets.some((secret) => secret.includes("PRIVATE KEY-----"));
  const algorithm = signature.algorithms.find((name) => name in KEYS === isPrivate);
  if (algorithm === undefined) {
    throw new HookinboxError("NOT_SIGNABLE", "This provider's tokens are signed with a private key", {
      advice: "Give a private key of your own in PEM, and verify with its public key.",
    });
  }
  const claims = signature.inBody ? { ...claimsOf(signature, draft), ...draft.json() } : claimsOf(signature, draft);
  const text = [{ alg: algorithm, typ: "JWT" }, claims]
    .map((part) => Buffer.from(JSON.stringify(part)).toString("base64url"))
    .join(".");
  const token = `${text}.${seal(text, algorithm, signature, draft)}`;
  if (signature.inBody) draft.body = Buffer.from(token);
  else draft.setHeader(signature.header ?? "authorization", `${signature.prefix ?? ""}${token}`);
}

function seal(text: string, algorithm: string, signature: JwtSignature, draft: Draft): string {
  if (algorithm in HASHES) {
    const hash = HASHES[algorithm as keyof typeof HASHES];
    return createHmac(hash, toKey(draft.secret, signature.key)).update(text).digest("base64url");
  }
  const key = toPrivateKey(draft.secrets, KEYS[algorithm as keyof typeof KEYS]);
  const hash = algorithm === "EdDSA" ? null : "sha256";
  return signBytes(hash, Buffer.from(text), { key, dsaEncoding: "ieee-p1363" }).toString("base64url");
}

function claimsOf(signature: JwtSignature, draft: Draft): Record<string, unknown> {
  const seconds = Math.floor(draft.at / 1000);
  const reading = draft.reading();
  const claims: Record<string, unknown> = {
    iat: seconds,
    nbf: seconds,
    exp: seconds + 60,
    iss: "hookinbox",
    jti: randomUUID(),
  };
  for (const [name, template] of Object.entries(signature.claims ?? {}))
    claims[name] = render(compile(template), reading);
  const { bodyHash, urlHash } = signature;
  if (bodyHash && !(bodyHash.absentWhenEmpty && draft.body.length === 0)) {
    claims[bodyHash.claim] = createHash("sha256").update(draft.body).digest(bodyHash.encoding);
  }
  if (urlHash)
    claims[urlHash.claim] =
      urlHash.kind === "qsh" ? queryHash(reading) : createHash("sha256").update(reading.url, "utf8").digest("hex");
  return claims;
}
