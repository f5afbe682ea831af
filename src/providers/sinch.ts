import { defineProvider } from "./provider.ts";

export const sinch = defineProvider({
  id: "sinch",
  name: "Sinch",
  docs: "https://developers.sinch.com/docs/conversation/callbacks",
  signature: {
    scheme: "hmac",
    hash: "sha256",
    header: "x-sinch-webhook-signature",
    encoding: "base64",
    signed: "{body}.{header:x-sinch-webhook-signature-nonce}.{timestamp}",
    time: {
      at: "{header:x-sinch-webhook-signature-timestamp}",
      unit: "s",
      tolerance: 300_000,
      because: "none documented; ours",
    },
  },
  key: null,
  keyNote: "No event id was found in its documentation: set `key` of the source to what makes an event unique.",
  type: ["{json:type}", "{json:event}"],
  evidence: {
    signature: "read in code of webhook-co/webhook (packages/webhooks-spec)",
    operations: "unverified",
    sources: ["webhook-co/webhook (packages/webhooks-spec)"],
  },
});
