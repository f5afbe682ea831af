import { defineProvider } from "./provider.ts";

export const coinbaseCdp = defineProvider({
  id: "coinbase-cdp",
  name: "Coinbase CDP (Hook0)",
  docs: "https://docs.cdp.coinbase.com/webhooks/verify-signatures",
  signature: {
    scheme: "hmac",
    hash: "sha256",
    header: "x-hook0-signature",
    encoding: "hex",
    fields: { separator: ",", signature: "v1", once: ["t", "h"] },
    signed: "{timestamp}.{field:h}.{listed:h}.{body}",
    time: { at: "{field:t}", unit: "s", tolerance: 300_000, because: "docs sample" },
  },
  key: null,
  keyNote: "No event id was found in its documentation: set `key` of the source to what makes an event unique.",
  type: ["{json:eventType}", "{json:event_type}", "{header:x-event-type}"],
  notes: ["Signed headers are listed in the signature, as with Contentful."],
  evidence: {
    signature: "read in docs; the joining read in docs of hook0 (documentation/tutorials/webhook-authentication.md)",
    operations: "unverified",
    sources: ["docs.cdp.coinbase.com/api-reference/payment-apis/webhooks/verification"],
  },
});
