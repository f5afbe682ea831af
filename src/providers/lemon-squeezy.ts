import { defineProvider } from "./provider.ts";

export const lemonSqueezy = defineProvider({
  id: "lemon-squeezy",
  name: "Lemon Squeezy",
  docs: "https://docs.lemonsqueezy.com/help/webhooks/signing-requests",
  signature: { scheme: "hmac", hash: "sha256", header: "x-signature", encoding: "hex", signed: "{body}" },
  key: null,
  keyNote: "No event id: data.id with meta.event_name comes nearest, but an order may be updated twice.",
  type: ["{header:x-event-name}", "{json:meta.event_name}"],
  ack: { status: 200 },
  retry: "3 more: 5, 25, 125 s",
  evidence: {
    signature: "read in code of webhook-co/webhook (packages/webhooks-spec)",
    operations: "unverified",
    sources: ["webhook-co/webhook (packages/webhooks-spec)", "Hookflo/tern"],
  },
});
