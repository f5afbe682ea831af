import { defineProvider } from "./provider.ts";

export const tally = defineProvider({
  id: "tally",
  name: "Tally",
  docs: "https://tally.so/help/webhooks",
  signature: { scheme: "hmac", hash: "sha256", header: "tally-signature", encoding: "base64", signed: "{body}" },
  key: "{json:eventId}",
  type: "{json:eventType}",
  evidence: {
    signature: "read in code of webhook-co/webhook (packages/webhooks-spec)",
    operations: "unverified",
    sources: ["webhook-co/webhook (packages/webhooks-spec)"],
  },
});
