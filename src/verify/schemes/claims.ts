import { createHash } from "node:crypto";
import type { JwtSignature } from "../../providers/signature.ts";
import { sameText } from "../encoding.ts";
import { type Refusal, refuse, shown } from "../failures.ts";
import type { Reading } from "../reading.ts";
import type { Finding } from "../scheme.ts";
import { type Compiled, compile, render } from "../template.ts";

type Claims = Readonly<Record<string, unknown>>;

export interface ClaimRules {
  readonly signature: JwtSignature;
  readonly equal: readonly (readonly [name: string, template: Compiled])[];
}

export const compileClaims = (signature: JwtSignature): ClaimRules => ({
  signature,
  equal: Object.entries(signature.claims ?? {}).map(([name, template]) => [name, compile(template)] as const),
});

/** Holds a token, whose signature was right, to time, audience and body. */
export function checkClaims(
  { signature, equal }: ClaimRules,
  claims: Claims,
  reading: Reading,
  tolerance: number | false | undefined,
): Finding {
  const absent = signature.requires?.find((name) => claims[name] === undefined);
  if (absent !== undefined) return wrong(absent, "is missing");
  for (const [name, template] of equal) {
    const refused = checkEqual(name, claims[name], render(template, reading));
    if (refused) return refused;
  }
  const refused = checkBody(signature, claims, reading) ?? checkUrl(signature, claims, reading);
  if (refused) return refused;
  return checkTimes(signature, claims, reading.inbound.receivedAt, tolerance);
}

const wrong = (name: string, what: string): Refusal => refuse("TOKEN_INVALID", `The claim ${name} ${what}`);

/** An audience may be a list, of which one must be right. */
function checkEqual(name: string, claim: unknown, expected: string | undefined): Refusal | undefined {
  const given = Array.isArray(claim) ? claim : [claim];
  if (expected !== undefined && given.some((one) => String(one) === expected)) return undefined;
  return wrong(name, `is ${shown(String(claim))}; expected ${shown(expected ?? "nothing", 120)}`);
}

function checkBody({ bodyHash }: JwtSignature, claims: Claims, reading: Reading): Refusal | undefined {
  if (!bodyHash) return undefined;
  const { body } = reading.inbound;
  const claim = claims[bodyHash.claim];
  if (bodyHash.absentWhenEmpty) {
    if (claim === undefined)
      return body.length === 0 ? undefined : wrong(bodyHash.claim, "is missing, and there is a body");
    if (body.length === 0) return wrong(bodyHash.claim, "is there, and the body is empty");
  }
  const expected = createHash("sha256").update(body).digest(bodyHash.encoding);
  const right = typeof claim === "string" && sameText(claim, expected);
  return right
    ? undefined
    : refuse("SIGNATURE_MISMATCH", `The body is not the one that the token was made for (claim ${bodyHash.claim})`);
}

function checkUrl({ urlHash }: JwtSignature, claims: Claims, reading: Reading): Refusal | undefined {
  if (!urlHash) return undefined;
  const claim = claims[urlHash.claim];
  const expected =
    urlHash.kind === "qsh" ? queryHash(reading) : createHash("sha256").update(reading.url, "utf8").digest("hex");
  if (typeof claim === "string" && sameText(claim, expected)) return undefined;
  return refuse(
    "TOKEN_INVALID",
    `The claim ${urlHash.claim} is for another address`,
    "Set `publicUrl` (or the option `url`) to the address that is set up at the provider.",
  );
}

/** Atlassian's `qsh`: SHA-256 of method, path and sorted query. */
export function queryHash(reading: Reading): string {
  const url = new URL(reading.path, "http://host");
  const base = reading.around.options.basePath;
  const path =
    typeof base === "string" && url.pathname.startsWith(base) ? url.pathname.slice(base.length) : url.pathname;
  const names = [...new Set(url.searchParams.keys())].filter((name) => name !== "jwt").sort();
  const query = names
    .map((name) => `${strict(name)}=${url.searchParams.getAll(name).sort().map(strict).join(",")}`)
    .join("&");
  const text = `${reading.inbound.method.toUpperCase()}&${(path || "/").replaceAll("&", "%26")}&${query}`;
  return createHash("sha256").update(text, "utf8").digest("hex");
}

const strict = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);

/** `exp`, `nbf` and `iat`, in seconds. A source's tolerance stands in for the leeway. */
function checkTimes(
  { leeway, maxAge }: JwtSignature,
  claims: Claims,
  receivedAt: number,
  tolerance: number | false | undefined,
): Finding {
  const instant = (name: string): number | undefined =>
    typeof claims[name] === "number" ? (claims[name] as number) * 1000 : undefined;
  const issued = instant("iat") ?? instant("nbf");
  const proven: Finding = issued === undefined ? { ok: true } : { ok: true, signedAt: issued };
  if (tolerance === false) return proven;
  const slack = tolerance ?? leeway;
  for (const name of ["exp", "nbf", "iat"]) {
    if (claims[name] !== undefined && !Number.isFinite(claims[name])) return wrong(name, "is not a number");
  }
  const expires = instant("exp");
  if (expires !== undefined && receivedAt >= expires + slack)
    return refuse("TIMESTAMP_TOO_OLD", `The token ran out ${seconds(receivedAt - expires)} before it was received`);
  const from = Math.max(instant("nbf") ?? 0, instant("iat") ?? 0);
  if (receivedAt < from - slack)
    return refuse("TIMESTAMP_IN_FUTURE", `The token is valid only ${seconds(from - receivedAt)} after it was received`);
  const age = issued === undefined ? 0 : receivedAt - issued;
  const oldest = tolerance ?? maxAge;
  if (maxAge !== undefined && oldest !== undefined && age > oldest)
    return refuse(
      "TIMESTAMP_TOO_OLD",
      `The token was made ${seconds(age)} before it was received; the limit is ${seconds(oldest)}`,
    );
  return proven;
}

const seconds = (ms: number): string => `${Math.round(ms / 1000)} s`;
