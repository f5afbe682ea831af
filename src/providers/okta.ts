import { defineProvider } from "./provider.ts";

export const okta = defineProvider({
  id: "okta",
  name: "Okta event hooks",
  docs: "https://developer.okta.com/docs/concepts/event-hooks/",
  signature: (options) => ({ scheme: "token", header: String(options.header).toLowerCase() }),
  options: { header: { about: "The header that was named at Okta.", type: "string", default: "Authorization" } },
  key: ["{json:eventId}", "{json:data.events[*].uuid}"],
  type: "{json:data.events[*].eventType}",
  greetings: [
    {
      name: "X-Okta-Verification-Challenge",
      when: { method: "GET", header: "x-okta-verification-challenge" },
      challenge: "{header:x-okta-verification-challenge}",
      shape: "^[\\x21-\\x7e]{1,512}$",
      answer: { status: 200, json: { verification: "{challenge}" } },
    },
  ],
  ack: { status: 202 },
  timeout: "3 s",
  retry: "once",
  evidence: {
    signature: "read in code of webhook-co/webhook (packages/webhooks-spec) and public receivers",
    operations: "unverified",
    greeting: "read in code of webhook-co/webhook (apps/engine/src/handshake.ts)",
    sources: ["webhook-co/webhook (packages/webhooks-spec)"],
  },
});
