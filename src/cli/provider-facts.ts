import type { Provider, Templates } from "../providers/provider.ts";
import type { Signature } from "../providers/signature.ts";

/** What a definition says, as plain data: functions of options are asked with the defaults. */
export interface ProviderFacts extends Omit<Provider, "signature" | "key" | "type"> {
  readonly signature: Signature;
  readonly key: Templates | null;
  readonly type: Templates | null;
  /** Whether the signature's facts were read or reproduced; `false`: a lead that nobody checked. */
  readonly verified: boolean;
}

export function factsOf(provider: Provider): ProviderFacts {
  const defaults = Object.fromEntries(
    Object.entries(provider.options ?? {}).map(([name, rule]) => [name, rule.default]),
  );
  const { signature, key, type, evidence } = provider;
  return {
    ...provider,
    signature: typeof signature === "function" ? signature(defaults) : signature,
    key: (typeof key === "function" ? key(defaults) : key) ?? null,
    type: (typeof type === "function" ? type(defaults) : type) ?? null,
    verified: evidence !== undefined && !/^(?:unverified|from memory)/.test(evidence.signature),
  };
}

/** A signature in a few words: `HMAC-SHA256 in x-hub-signature-256`. */
export function signatureText(signature: Signature): string {
  switch (signature.scheme) {
    case "hmac":
      return `HMAC-${signature.hash.toUpperCase()}${placeText(signature)}`;
    case "digest":
      return `${signature.hash.toUpperCase()} of secret and body${placeText(signature)}`;
    case "variants":
      return [...new Set(signature.variants.map((variant) => signatureText(variant.signature)))].join(" or ");
    case "any":
      return [...new Set(signature.of.map((kind) => signatureText(kind.signature)))].join(" or ");
    case "odd":
      return `of its own (${signature.odd})${placeText(signature)}`;
    case "none":
      return "nothing is verified";
    default:
      return `${SCHEME_TEXT[signature.scheme]}${placeText(signature)}`;
  }
}

const SCHEME_TEXT = {
  token: "the secret itself",
  basic: "user and password",
  ed25519: "Ed25519",
  ecdsa: "ECDSA",
  rsa: "RSA",
  jwt: "JSON Web Token",
} as const;

function placeText(signature: object): string {
  const { header } = signature as { header?: string | readonly string[] };
  const names = typeof header === "string" ? header : header?.join(", ");
  return names ? ` in ${names}` : "";
}

/** Where the key is read, in a few words. */
export const keyText = (key: Templates | null): string =>
  key === null ? "none" : (Array.isArray(key) ? key : [key]).join(" or ").replace(/[{}]/g, "");
