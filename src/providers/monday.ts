import { defineProvider } from "./provider.ts";

export const monday = defineProvider({
  id: "monday",
  name: "monday.com",
  docs: "https://developer.monday.com/api-reference/reference/webhooks",
  signature: {
    scheme: "jwt",
    header: "authorization",
    algorithms: ["HS256"],
    claims: { aud: "{url}" },
    requires: ["exp"],
    leeway: 60_000,
  },
  key: "{json:event.triggerUuid}",
  type: "{json:event.type}",
  greetings: [
    {
      name: "challenge",
      when: { json: { challenge: "*" }, only: ["challenge"] },
      challenge: "{json:challenge}",
      answer: { status: 200, json: { challenge: "{challenge}" } },
    },
  ],
  ack: { status: 200 },
  retry: "every minute for 30 min",
  notes: [
    "The token binds the endpoint's URL, not the body.",
    "Webhooks that are made in the web interface carry no token, and are refused.",
  ],
  evidence: {
    signature: "read in code of webhook-co/webhook (packages/webhooks-spec)",
    operations: "unverified",
    greeting: "read in code of webhook-co/webhook (apps/engine/src/handshake.ts)",
    sources: ["webhook-co/webhook (packages/webhooks-spec) bespoke/monday.ts"],
  },
});
