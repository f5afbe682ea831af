import { createHash } from "node:crypto";
import { HookinboxError } from "../errors.ts";
import type { KeyRule } from "../providers/signature.ts";

/** Base64 as people paste it: either alphabet, padding or none. */
const BASE64 = /^[A-Za-z0-9+/_-]+={0,2}$/;
const HEX = /^(?:[0-9a-fA-F]{2})+$/;

/** A key shorter than this can be guessed by trying: 128 bits. Warned about, not refused. */
export const SHORT_KEY = 16;

/** Makes a key of a secret by the provider's rule. Throws `SECRET_MISSING` or `SECRET_INVALID`; the message holds no secret. */
export function toKey(secret: string, rule: KeyRule = "utf8"): Buffer {
  if (typeof secret !== "string") throw new HookinboxError("SECRET_INVALID", "The secret is not a string");
  if (secret.trim() === "") throw new HookinboxError("SECRET_MISSING", "The secret is empty");
  const key = RULES[rule](secret);
  if (key.length === 0) throw new HookinboxError("SECRET_MISSING", "The secret is empty after its prefix");
  return key;
}

const utf8 = (text: string): Buffer => Buffer.from(text, "utf8");

const RULES: Readonly<Record<KeyRule, (secret: string) => Buffer>> = {
  utf8,
  hex(secret) {
    const text = secret.trim();
    if (!HEX.test(text))
      throw invalid("is not hexadecimal", "It is made of the characters 0-9 and a-f, an even number of them.");
    return Buffer.from(text, "hex");
  },
  base64,
  whsec: (secret) => base64(withoutWhsec(secret)),
  "whsec-or-utf8": (secret) => (secret.startsWith("whsec_") ? base64(secret.slice(6)) : utf8(secret)),
  "after-colon"(secret) {
    const colon = secret.indexOf(":");
    return utf8(colon < 0 ? secret : secret.slice(colon + 1));
  },
  "html-decoded": (secret) => utf8(htmlDecoded(secret)),
  sha1: (secret) =>
    createHash("sha1")
      .update(secret.slice(secret.indexOf(":") + 1), "utf8")
      .digest(),
};

function base64(secret: string): Buffer {
  const text = secret.trim();
  if (text !== "" && !BASE64.test(text))
    throw invalid("is not base64", "Copy it whole, with its prefix if it has one.");
  return Buffer.from(text, "base64");
}

/** `whsec_…`, bare base64, or `v1,whsec_…` as Supabase shows it. A public key is no secret, and is refused as one. */
function withoutWhsec(secret: string): string {
  const text = secret.trim().replace(/^v1,/, "");
  if (/^wh[ps]k_/.test(text)) {
    throw invalid(
      "is a key of the asymmetric kind",
      "Use it with the asymmetric scheme only: as an HMAC key anyone could sign with it.",
    );
  }
  return text.startsWith("whsec_") ? text.slice(6) : text;
}

const ENTITIES: Readonly<Record<string, string>> = {
  "&amp;": "&",
  "&lt;": "<",
  "&gt;": ">",
  "&quot;": '"',
  "&#034;": '"',
  "&#039;": "'",
  "&#39;": "'",
  "&#x27;": "'",
};

/** What WordPress undoes before it signs: the entities of `& < > " '`, once. */
const htmlDecoded = (text: string): string =>
  text.replace(/&(?:amp|lt|gt|quot|#0?34|#0?39|#x0*27|#x0*22);/gi, (entity) => {
    const known = ENTITIES[entity.toLowerCase()];
    if (known !== undefined) return known;
    return /34|22/.test(entity) ? '"' : "'";
  });

const invalid = (what: string, advice: string): HookinboxError =>
  new HookinboxError("SECRET_INVALID", `The secret ${what}`, { advice });
