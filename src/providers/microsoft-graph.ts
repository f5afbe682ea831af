import { defineProvider } from "./provider.ts";

export const microsoftGraph = defineProvider({
  id: "microsoft-graph",
  name: "Microsoft Graph change notifications",
  docs: "https://learn.microsoft.com/graph/change-notifications-delivery-webhooks",
  signature: { scheme: "token", at: "{json:value[*].clientState}", every: true },
  key: null,
  keyNote: "subscriptionId, resource and resourceData come nearest; one resource may change twice.",
  type: ["{json:value[*].changeType}", "{json:value[*].lifecycleEvent}"],
  greetings: [
    {
      name: "validationToken",
      when: { query: "validationToken", emptyBody: true },
      challenge: "{query:validationToken}",
      answer: { status: 200, text: "{challenge}" },
    },
  ],
  ack: { status: 202 },
  timeout: "3 s, then 10 s",
  retry: "up to 4 h",
  notes: ["Rich notifications add validationTokens (JWT) to check.", "Check clientState of EVERY element."],
  evidence: {
    signature: "read in code of webhook-co/webhook (packages/webhooks-spec)",
    operations: "unverified",
    greeting: "read in code of webhook-co/webhook (apps/engine/src/handshake.ts)",
    sources: ["webhook-co/webhook (packages/webhooks-spec)"],
  },
});
