import type { Signature } from "../providers/signature.ts";

type Keyed = Extract<Signature, { scheme: "hmac" | "digest" }>;

/** A signature with something changed wherever it is a keyed hash. */
export function alter(signature: Signature, change: (one: Keyed) => Keyed): Signature {
  switch (signature.scheme) {
    case "hmac":
    case "digest":
      return change(signature);
    case "variants":
      return {
        ...signature,
        variants: signature.variants.map((one) => ({ ...one, signature: alter(one.signature, change) })),
      };
    case "any":
      return { ...signature, of: signature.of.map((one) => ({ ...one, signature: alter(one.signature, change) })) };
    default:
      return signature;
  }
}

/** Names of the headers that a signature may stand in. */
export function carriersOf(signature: Signature): string[] {
  switch (signature.scheme) {
    case "variants":
      return signature.variants.flatMap((one) => carriersOf(one.signature));
    case "any":
      return signature.of.flatMap((one) => carriersOf(one.signature));
    case "none":
    case "basic":
      return [];
    case "odd":
    case "token":
    case "jwt":
      return signature.header === undefined ? [] : [signature.header];
    default: {
      const { header = [], numbered } = signature;
      return [...(typeof header === "string" ? [header] : header), ...(numbered ? [`${numbered.header}1`] : [])];
    }
  }
}

/** Whether the address is part of what is signed: behind a proxy it must then be told. */
export function coversAddress(signature: Signature): boolean {
  switch (signature.scheme) {
    case "variants":
      return signature.variants.some((one) => coversAddress(one.signature));
    case "any":
      return signature.of.some((one) => coversAddress(one.signature));
    case "odd":
      return signature.odd === "twilio" || signature.odd === "plivo";
    case "jwt":
      return signature.urlHash?.kind === "url" || Object.values(signature.claims ?? {}).includes("{url}");
    default:
      return "signed" in signature && signature.signed.includes("{url");
  }
}
