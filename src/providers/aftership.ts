import { defineProvider } from "./provider.ts";

export const aftership = defineProvider({
  id: "aftership",
  name: "AfterShip",
  docs: "https://www.aftership.com/docs/tracking/webhook/webhook-signature",
  signature: { scheme: "hmac", hash: "sha256", header: "aftership-hmac-sha256", encoding: "base64", signed: "{body}" },
  key: "{json:event_id}",
  type: "{json:event}",
  evidence: {
    signature: "read in code of webhook-co/webhook (packages/webhooks-spec)",
    operations: "unverified",
    sources: ["webhook-co/webhook (packages/webhooks-spec)"],
  },
});
