import { defineProvider } from "./provider.ts";

export const coinbaseCommerce = defineProvider({
  id: "coinbase-commerce",
  name: "Coinbase Commerce",
  docs: "https://docs.cdp.coinbase.com/commerce/api-architecture/webhooks-security",
  signature: { scheme: "hmac", hash: "sha256", header: "x-cc-webhook-signature", encoding: "hex", signed: "{body}" },
  key: "{json:event.id}",
  type: "{json:event.type}",
  ack: { status: 200 },
  retry: "exponential back-off up to 3 days, at most 1 h apart",
  evidence: {
    signature: "read in docs",
    operations: "read in docs",
    sources: [
      "docs.cdp.coinbase.com/commerce webhooks-security and webhooks-overview",
      "coinbase/coinbase-commerce-node",
    ],
  },
});
