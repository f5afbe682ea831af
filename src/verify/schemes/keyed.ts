import { createHash } from "node:crypto";
import type { DigestSignature, HmacSignature } from "../../providers/signature.ts";
import { compileCarrier, duplicated, malformed, missing, type Signed } from "../carrier.ts";
import { exactEncoding, HASH_BYTES, isWritten, nativeOf, respell, sameText } from "../encoding.ts";
import { type Refusal, refuse } from "../failures.ts";
import { FastHmac } from "../fast-hmac.ts";
import { SHORT_KEY, toKey } from "../keys.ts";
import type { Reading } from "../reading.ts";
import type { Finding, Scheme, Setting } from "../scheme.ts";
import { type Compiled, compile, feed, headersOf, reads } from "../template.ts";
import { compileTime } from "./timed.ts";

/** HMAC, and the plain digests with the secret inside: both give the bytes that the sender must have had the key for. */
export function makeKeyed(signature: HmacSignature | DigestSignature, setting: Setting): Scheme {
  const carrier = compileCarrier(signature);
  const signed = compile(signature.signed);
  const time = compileTime(signature.time, setting);
  const once = [
    ...new Set([...carrier.headers, ...time.headers, ...headersOf(signed), ...Object.keys(signature.expect ?? {})]),
  ];
  const keys = setting.secrets.map((secret) => toKey(secret, signature.key));
  if (keys.some((key) => key.length < SHORT_KEY)) {
    setting.warn(`A secret has less than ${SHORT_KEY} bytes: it can be guessed by trying.`);
  }
  if (signature.scheme === "digest" && signature.signed.startsWith("{secret}")) setting.warn(EXTENSIBLE);
  const digests = keys.map((key) =>
    signature.scheme === "hmac" ? hmacOf(signature, signed, key) : digestOf(signature, signed, key),
  );
  // A time inside the body (Linear) is read only once the body is known to be genuine.
  const early = reads(signed, "timestamp");
  const readLate = (reading: Reading): Refusal | undefined => (early ? undefined : time.read(reading));
  const native = nativeOf(signature.encoding);
  const never = signature.never === undefined ? undefined : new RegExp(signature.never);
  const place = carrier.headers[0] ?? signature.at ?? "";

  return {
    carriers: carrier.headers,
    credentials: [],
    signatures: reads(signed, "body") ? carrier.headers : [],
    check(reading) {
      const refused = duplicated(once, reading) ?? unexpected(signature.expect, reading);
      if (refused) return refused;
      const groups = carrier.read(reading);
      if ("ok" in groups) return groups;
      let failure: Refusal | undefined;
      for (const group of groups) {
        const finding = checkGroup(group, reading);
        if (finding.ok) return isNever(never, reading) ? NO_EVENT : (readLate(reading) ?? time.judge(reading));
        failure ??= finding;
      }
      return failure ?? missing(place);
    },
  };

  function checkGroup(group: Signed, reading: Reading): Finding {
    reading.fields = group.fields;
    const untimed = early ? time.read(reading) : undefined;
    if (untimed) return untimed;
    for (const digest of digests) {
      const made = digest(reading);
      if (typeof made !== "string") return made;
      if (group.signatures.some((one) => sameSignature(one, made))) return { ok: true };
    }
    return mismatch(group.signatures, place, signature);
  }

  function sameSignature(received: string, made: string): boolean {
    return sameText(received, respell(made, native, exactEncoding(received, signature.encoding)));
  }
}

const EXTENSIBLE =
  "The signature is a plain hash with the secret in front, not an HMAC: who has seen one signed body can sign a longer one. Use an HMAC if the sender offers it.";

const NO_EVENT = refuse(
  "SIGNATURE_UNSUPPORTED",
  "What was signed is no event, but something else that this provider signs",
);

/** What is never an event shows within the first kilobyte. */
const isNever = (never: RegExp | undefined, { inbound }: Reading): boolean =>
  never?.test(Buffer.from(inbound.body.subarray(0, 1024)).toString("latin1")) ?? false;

/** The digest in Node's spelling, or what is missing. */
type Digest = (reading: Reading) => string | Refusal;

function hmacOf({ hash, encoding }: HmacSignature, signed: Compiled, key: Buffer): Digest {
  const hmac = new FastHmac(hash, key);
  const native = nativeOf(encoding);
  return (reading) => {
    const absent = feed(signed, reading, hmac.begin());
    return absent === undefined ? hmac.digest(native) : incomplete(absent);
  };
}

function digestOf({ hash, encoding }: DigestSignature, signed: Compiled, key: Buffer): Digest {
  const native = nativeOf(encoding);
  return (reading) => {
    const digest = createHash(hash);
    reading.secret = key;
    const absent = feed(signed, reading, digest);
    reading.secret = undefined;
    return absent === undefined ? digest.digest(native) : incomplete(absent);
  };
}

const incomplete = (absent: string): Refusal =>
  refuse("SIGNATURE_MALFORMED", `A part of what is signed is missing: ${absent}`);

/** Headers that must have one value where they are there: Box's version and algorithm. */
export function unexpected(
  expect: Readonly<Record<string, string>> | undefined,
  reading: Reading,
): Refusal | undefined {
  for (const name in expect) {
    const value = reading.header(name);
    if (value !== undefined && value !== expect[name]) {
      return refuse("SIGNATURE_UNSUPPORTED", `The header ${name} must be ${JSON.stringify(expect[name])}`);
    }
  }
  return undefined;
}

function mismatch(
  received: readonly string[],
  place: string,
  { hash, encoding }: HmacSignature | DigestSignature,
): Refusal {
  const bytes = HASH_BYTES[hash];
  if (received.some((one) => isWritten(one, bytes, encoding))) {
    return refuse("SIGNATURE_MISMATCH", `The signature in ${place} matches no secret of this source`);
  }
  return malformed(place, `is not ${bytes} bytes in ${ENCODINGS[encoding]}`);
}

export const ENCODINGS = {
  hex: "lower-case hex",
  HEX: "upper-case hex",
  "hex-any": "hex",
  base64: "base64",
  base64url: "base64url without padding",
  "base64url=": "base64url with padding",
  "base64url-any": "base64url",
} as const;
