import { defineProvider } from "./provider.ts";

export const modernTreasury = defineProvider({
  id: "modern-treasury",
  name: "Modern Treasury",
  docs: "https://docs.moderntreasury.com/platform/reference/webhooks-overview",
  signature: { scheme: "hmac", hash: "sha256", header: "x-signature", encoding: "hex", signed: "{body}" },
  key: null,
  keyNote: "No event id was found in its documentation: set `key` of the source to what makes an event unique.",
  type: ["{header:x-topic}.{json:event}", "{json:event}"],
  evidence: {
    signature: "read in code of webhook-co/webhook (packages/webhooks-spec)",
    operations: "unverified",
    sources: ["webhook-co/webhook (packages/webhooks-spec)"],
  },
});
