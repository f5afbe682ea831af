import { defineProvider } from "./provider.ts";

export const chargebee = defineProvider({
  id: "chargebee",
  name: "Chargebee",
  docs: "https://www.chargebee.com/docs/2.0/events_and_webhooks.html",
  signature: { scheme: "basic" },
  key: "{json:id}",
  type: "{json:event_type}",
  ack: { status: 202 },
  retry: "7 over about 2 days",
  notes: ["The secret is `user:password`. It proves the sender; the body is not signed."],
  evidence: {
    signature: "read in code of hookdeck/webhook-skills",
    operations: "unverified",
    sources: ["hookdeck/webhook-skills skills/chargebee-webhooks"],
  },
});
