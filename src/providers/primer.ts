import { defineProvider } from "./provider.ts";

export const primer = defineProvider({
  id: "primer",
  name: "Primer",
  docs: "https://primer.io/docs/api-reference/webhooks",
  signature: { scheme: "hmac", hash: "sha256", header: "x-signature-primary", encoding: "base64", signed: "{body}" },
  key: null,
  keyNote: "No event id was found in its documentation: set `key` of the source to what makes an event unique.",
  type: "{json:eventType}",
  evidence: {
    signature: "read in code of webhook-co/webhook (packages/webhooks-spec)",
    sources: ["webhook-co/webhook (packages/webhooks-spec)"],
  },
});
