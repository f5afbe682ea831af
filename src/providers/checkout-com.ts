import { defineProvider } from "./provider.ts";

export const checkoutCom = defineProvider({
  id: "checkout-com",
  name: "Checkout.com",
  docs: "https://www.checkout.com/docs/developer-resources/webhooks",
  signature: { scheme: "hmac", hash: "sha256", header: "cko-signature", encoding: "hex", signed: "{body}" },
  key: "{json:id}",
  type: "{json:type}",
  ack: { status: 200 },
  timeout: "10 s",
  retry: "8 with growing gaps",
  notes: ["Optional Authorization header with a key you set."],
  evidence: {
    signature: "read in code of webhook-co/webhook (packages/webhooks-spec)",
    operations: "unverified",
    sources: ["webhook-co/webhook (packages/webhooks-spec)"],
  },
});
