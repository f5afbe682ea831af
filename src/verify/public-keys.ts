import { createPublicKey, type KeyObject } from "node:crypto";
import { HookinboxError } from "../errors.ts";
import type { PublicKeySignature } from "../providers/signature.ts";

/** What stands before the 32 bytes of an Ed25519 key in DER (RFC 8410). */
const ED25519_SPKI = Buffer.from("302a300506032b6570032100", "hex");

const KINDS = { ed25519: "ed25519", ecdsa: "ec", rsa: "rsa" } as const;

/** Reads a public key as the provider shows it. Throws `SECRET_INVALID`. */
export function toPublicKey(
  text: string,
  { scheme, key: rule }: Pick<PublicKeySignature, "scheme" | "key">,
): KeyObject {
  const key =
    rule === "raw-hex" || rule === "raw-base64" || rule === "whpk" ? rawKey(text.trim(), rule) : spkiKey(text);
  if (key.asymmetricKeyType !== KINDS[scheme]) throw invalid(`is not a key for ${NAMES[scheme]}`);
  return key;
}

const NAMES = { ed25519: "Ed25519", ecdsa: "ECDSA", rsa: "RSA" } as const;

function rawKey(text: string, rule: "raw-hex" | "raw-base64" | "whpk"): KeyObject {
  const bytes = rule === "raw-hex" ? Buffer.from(text, "hex") : Buffer.from(text.replace(/^wh[ps]k_/, ""), "base64");
  // A whsk_ key is the private half and the public one, 32 bytes each.
  const raw = rule === "whpk" && text.startsWith("whsk_") ? bytes.subarray(32) : bytes;
  if (raw.length !== 32) throw invalid(`is not a public key of 32 bytes in ${rule === "raw-hex" ? "hex" : "base64"}`);
  return createPublicKey({ key: Buffer.concat([ED25519_SPKI, raw]), format: "der", type: "spki" });
}

/** PEM with or without its line breaks, a certificate, or the bare base64 in between. */
function spkiKey(text: string): KeyObject {
  const armoured = /-----BEGIN ([A-Z ]+)-----([\s\S]*?)-----END \1-----/.exec(text.replaceAll("\\n", "\n"));
  const label = armoured?.[1] ?? "PUBLIC KEY";
  const base64 = (armoured?.[2] ?? text).replace(/\s/g, "");
  if (base64 === "" || label.includes("PRIVATE")) throw invalid("is not a public key");
  const lines = base64.match(/.{1,64}/g) ?? [];
  try {
    return createPublicKey(`-----BEGIN ${label}-----\n${lines.join("\n")}\n-----END ${label}-----\n`);
  } catch {
    throw invalid("is not a public key in PEM or base64");
  }
}

const invalid = (what: string): HookinboxError =>
  new HookinboxError("SECRET_INVALID", `The secret ${what}`, {
    advice: "Copy the public key again from the provider's settings, whole and without quotes.",
  });
