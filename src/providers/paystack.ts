import { defineProvider } from "./provider.ts";

export const paystack = defineProvider({
  id: "paystack",
  name: "Paystack",
  docs: "https://paystack.com/docs/payments/webhooks/",
  signature: { scheme: "hmac", hash: "sha512", header: "x-paystack-signature", encoding: "hex", signed: "{body}" },
  key: null,
  keyNote: "No event id: data.id names the transaction, of which there may be several events.",
  type: "{json:event}",
  ack: { status: 200 },
  retry: "live: every 3 min x4, then hourly for 72 h",
  notes: ["Keyed by the API key, so it rotates with it."],
  evidence: {
    signature: "read in code of webhook-co/webhook (packages/webhooks-spec)",
    operations: "unverified",
    sources: ["webhook-co/webhook (packages/webhooks-spec)"],
  },
});
