import { type KeyObject, verify as verifySignature } from "node:crypto";
import { HookinboxError } from "../../errors.ts";
import type { PublicKeySignature } from "../../providers/signature.ts";
import { compileCarrier, duplicated, malformed, type Signed } from "../carrier.ts";
import { decode } from "../encoding.ts";
import { type Refusal, refuse } from "../failures.ts";
import { givenKeys, makeKeySource } from "../key-source.ts";
import { toPublicKey } from "../public-keys.ts";
import type { Reading } from "../reading.ts";
import type { Finding, Scheme, Setting } from "../scheme.ts";
import { compile, feed, headersOf, reads } from "../template.ts";
import { ENCODINGS, unexpected } from "./keyed.ts";
import { compileTime } from "./timed.ts";

type Keys = readonly KeyObject[];

/** Signatures by a private key that only the provider has: Ed25519, ECDSA, RSA (PKCS#1 v1.5). */
export function makePublicKey(signature: PublicKeySignature, setting: Setting): Scheme {
  const carrier = compileCarrier(signature);
  const signed = compile(signature.signed);
  const time = compileTime(signature.time, setting);
  const once = [
    ...new Set([...carrier.headers, ...time.headers, ...headersOf(signed), ...Object.keys(signature.expect ?? {})]),
  ];
  const keysOf = keyFinder(signature, setting);
  const place = carrier.headers[0] ?? signature.at ?? "";
  // PayPal has the webhook's id signed: a text that only both sides know, in the place of a secret.
  const texts = reads(signed, "secret") ? setting.secrets.map((secret) => Buffer.from(secret)) : [undefined];

  return {
    carriers: carrier.headers,
    credentials: [],
    check(reading) {
      const refused = duplicated(once, reading) ?? unexpected(signature.expect, reading);
      if (refused) return refused;
      const groups = carrier.read(reading);
      if ("ok" in groups) return groups;
      const keys = keysOf(reading);
      if (!(keys instanceof Promise)) return checkGroups(groups, keys, reading);
      return keys.then((found) => ("ok" in found ? found : checkGroups(groups, found, reading)));
    },
  };

  function checkGroups(groups: readonly Signed[], keys: Keys, reading: Reading): Finding {
    let failure: Refusal | undefined;
    for (const group of groups) {
      const finding = checkGroup(group, keys, reading);
      if (finding.ok) return time.judge(reading);
      failure ??= finding;
    }
    return failure ?? malformed(place, "is empty");
  }

  function checkGroup(group: Signed, keys: Keys, reading: Reading): Finding {
    reading.fields = group.fields;
    const untimed = time.read(reading);
    if (untimed) return untimed;
    const written = group.signatures.map((one) => decode(one, signature.encoding)).filter((one) => one !== undefined);
    if (written.length === 0) return malformed(place, `is not ${ENCODINGS[signature.encoding]}`);
    for (const text of texts) {
      reading.secret = text;
      const message = new Message();
      const absent = feed(signed, reading, message);
      if (absent !== undefined) return refuse("SIGNATURE_MALFORMED", `A part of what is signed is missing: ${absent}`);
      const bytes = message.bytes();
      if (keys.some((key) => written.some((one) => isSignature(signature, bytes, key, one)))) return { ok: true };
    }
    return refuse(
      "SIGNATURE_MISMATCH",
      `The signature in ${place} was not made by the owner of this source's public key`,
    );
  }
}

/** Keys that the user gave, else those that the provider publishes. */
function keyFinder(
  signature: PublicKeySignature,
  setting: Setting,
): (reading: Reading) => Keys | Promise<Keys | Refusal> {
  if (signature.key !== "fetched") {
    const keys = setting.secrets.map((secret) => toPublicKey(secret, signature));
    return () => keys;
  }
  const { certificate } = setting.around.options;
  const given = givenKeys([...setting.secrets, ...(typeof certificate === "string" ? [certificate] : [])]).map(
    ({ key }) => key,
  );
  if (given.length > 0) return () => given;
  if (!signature.fetch) throw new HookinboxError("SECRET_MISSING", "No public key is set");
  const source = makeKeySource(signature.fetch, setting.fetchKey);
  return (reading) => source(reading).then((keys) => ("ok" in keys ? keys : keys.map(({ key }) => key)));
}

const KINDS = { ed25519: "ed25519", ecdsa: "ec", rsa: "rsa" } as const;

/** Whether these bytes were signed so; a signature of the wrong length or form is simply not one. */
export function isSignature(
  { scheme, hash }: { scheme: "ed25519" | "ecdsa" | "rsa"; hash?: string },
  message: Buffer,
  key: KeyObject,
  signature: Buffer,
): boolean {
  if (key.asymmetricKeyType !== KINDS[scheme]) return false;
  try {
    return verifySignature(scheme === "ed25519" ? null : (hash ?? "sha256"), message, key, signature);
  } catch {
    return false;
  }
}

/** Collects what is signed: Ed25519 takes it in one piece. */
export class Message {
  private readonly parts: Uint8Array[] = [];

  update(data: string | Uint8Array, encoding: "latin1" | "utf8" = "utf8"): void {
    this.parts.push(typeof data === "string" ? Buffer.from(data, encoding) : data);
  }

  bytes(): Buffer {
    return Buffer.concat(this.parts);
  }
}
