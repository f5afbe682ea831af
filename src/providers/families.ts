import type { AnySignature, HmacSignature, VariantSignature } from "./signature.ts";

/** Standard Webhooks, symmetric: several providers sign so, under header names with a prefix of their own. */
export const standardHmac = (prefix: string, key: HmacSignature["key"] = "whsec", id = "id"): HmacSignature => ({
  scheme: "hmac",
  hash: "sha256",
  key,
  header: `${prefix}signature`,
  prefix: "v1,",
  list: " ",
  encoding: "base64",
  signed: `{header:${prefix}${id}}.{timestamp}.{body}`,
  time: { at: `{header:${prefix}timestamp}`, unit: "s", tolerance: 300_000, because: "documented" },
});

/** Standard Webhooks, both kinds: the secret's own prefix tells which. */
export const standardWebhooks = (prefix: string): AnySignature => ({
  scheme: "any",
  of: [
    {
      secrets: "^wh[ps]k_",
      signature: {
        scheme: "ed25519",
        key: "whpk",
        header: `${prefix}signature`,
        prefix: "v1a,",
        list: " ",
        encoding: "base64",
        signed: `{header:${prefix}id}.{timestamp}.{body}`,
        time: { at: `{header:${prefix}timestamp}`, unit: "s", tolerance: 300_000, because: "documented" },
      },
    },
    { signature: standardHmac(prefix) },
  ],
});

/** Svix and those who send by it: `svix-*` headers, or `webhook-*` ones on plans without its brand. */
export const svix = (): VariantSignature => ({
  scheme: "variants",
  variants: [
    { header: "svix-signature", signature: standardWebhooks("svix-") },
    { header: "webhook-signature", signature: standardWebhooks("webhook-") },
  ],
});
