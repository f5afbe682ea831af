import { createPrivateKey, type KeyObject } from "node:crypto";
import { HookinboxError } from "../../errors.ts";

/** What stands before the 32 bytes of an Ed25519 private key in DER (RFC 8410). */
const ED25519_PKCS8 = Buffer.from("302e020100300506032b657004220420", "hex");

const KINDS: Readonly<Record<string, string>> = { ed25519: "ed25519", ecdsa: "ec", rsa: "rsa" };

/** A private key of our own, in PEM or as `whsk_…`: what stands in for the one that only the provider has. */
export function toPrivateKey(secrets: readonly string[], scheme: string): KeyObject {
  for (const secret of secrets) {
    const key = read(secret.trim());
    if (key !== undefined && key.asymmetricKeyType === KINDS[scheme]) return key;
  }
  throw new HookinboxError(
    "NOT_SIGNABLE",
    `This provider signs with a private key, and no ${scheme} private key is given`,
    {
      advice: "Give a private key of your own in PEM, and verify with its public key.",
    },
  );
}

function read(secret: string): KeyObject | undefined {
  try {
    if (secret.includes("PRIVATE KEY-----")) return createPrivateKey(secret);
    if (!secret.startsWith("whsk_")) return undefined;
    const raw = Buffer.from(secret.slice(5), "base64").subarray(0, 32);
    return createPrivateKey({ key: Buffer.concat([ED25519_PKCS8, raw]), format: "der", type: "pkcs8" });
  } catch {
    return undefined;
  }
}
