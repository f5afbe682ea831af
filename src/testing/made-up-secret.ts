import { generateKeyPairSync, type KeyObject } from "node:crypto";
import type { Provider } from "../providers/provider.ts";
import type { KeyRule, Signature } from "../providers/signature.ts";
import { signatureOf } from "../verify/create.ts";
import { optionRules } from "../verify/options.ts";

/** What a source is set up with, and what its requests are signed with: two keys where the provider has the private one. */
export interface MadeUp {
  readonly verifies: string;
  readonly signs: string;
}

/** Two dozen characters and more, so that no provider finds it short; worth nothing to anybody. */
const PLAIN = "made-up-for-this-test-only";
/** Reads as hex, and as base64: 32 bytes, or 48. */
const HEX = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";

const pem = (key: KeyObject): string =>
  key.export({ type: key.type === "private" ? "pkcs8" : "spki", format: "pem" }) as string;

/** How a source's requests are signed, with the provider's defaults for the options that it leaves out. */
export function signatureWith(provider: Provider, options: Readonly<Record<string, unknown>> = {}): Signature {
  const defaults = Object.entries(optionRules(provider)).map(([name, rule]) => [name, rule.default] as const);
  return signatureOf(provider, { ...Object.fromEntries(defaults), ...options });
}

/** A secret of the form that a provider's secrets have. Odd schemes of pairs of keys get one that they refuse. */
export function madeUpSecret(provider: Provider, options: Readonly<Record<string, unknown>>): MadeUp {
  return ofSignature(signatureWith(provider, options));
}

function ofSignature(signature: Signature): MadeUp {
  switch (signature.scheme) {
    case "variants":
      return ofSignature(signature.variants[0]?.signature ?? { scheme: "none" });
    case "any":
      return ofSignature(signature.of.at(-1)?.signature ?? { scheme: "none" });
    case "ed25519":
    case "ecdsa":
    case "rsa":
      return ofPair(signature.scheme, "key" in signature ? signature.key : undefined);
    case "hmac":
    case "digest":
      return same(signature.key === undefined ? PLAIN : ofRule(signature.key));
    case "basic":
      return same(`user:${PLAIN}`);
    case "odd":
      return same(HEX);
    default:
      return same(PLAIN);
  }
}

function ofRule(key: KeyRule): string {
  if (key === "after-colon") return `name:${PLAIN}`;
  return key === "hex" || key === "base64" || key === "whsec" ? HEX : PLAIN;
}

const same = (secret: string): MadeUp => ({ verifies: secret, signs: secret });

function ofPair(scheme: "ed25519" | "ecdsa" | "rsa", form: unknown): MadeUp {
  if (scheme !== "ed25519") {
    const { publicKey, privateKey } =
      scheme === "rsa"
        ? generateKeyPairSync("rsa", { modulusLength: 2048 })
        : generateKeyPairSync("ec", { namedCurve: "P-256" });
    return { verifies: pem(publicKey), signs: pem(privateKey) };
  }
  const { publicKey, privateKey } = generateKeyPairSync("ed25519");
  const raw = publicKey.export({ type: "spki", format: "der" }).subarray(-32);
  return { verifies: raw.toString(form === "raw-hex" ? "hex" : "base64"), signs: pem(privateKey) };
}
