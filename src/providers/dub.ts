import { defineProvider } from "./provider.ts";

export const dub = defineProvider({
  id: "dub",
  name: "Dub",
  docs: "https://dub.co/docs/concepts/webhooks/verify-request",
  signature: { scheme: "hmac", hash: "sha256", header: "dub-signature", encoding: "hex", signed: "{body}" },
  key: "{json:id}",
  type: "{json:event}",
  evidence: {
    signature: "read in code of webhook-co/webhook (packages/webhooks-spec)",
    operations: "unverified",
    sources: ["webhook-co/webhook (packages/webhooks-spec)"],
  },
});
