import { defineProvider } from "./provider.ts";

export const sendbird = defineProvider({
  id: "sendbird",
  name: "Sendbird",
  docs: "https://sendbird.com/docs/chat/platform-api/v3/webhook/webhook-overview",
  signature: { scheme: "hmac", hash: "sha256", header: "x-sendbird-signature", encoding: "hex", signed: "{body}" },
  key: null,
  keyNote: "No event id was found in its documentation: set `key` of the source to what makes an event unique.",
  type: ["{json:category}"],
  evidence: {
    signature: "read in code of webhook-co/webhook (packages/webhooks-spec)",
    operations: "unverified",
    sources: ["webhook-co/webhook (packages/webhooks-spec)"],
  },
});
