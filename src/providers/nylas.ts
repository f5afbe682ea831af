import { defineProvider } from "./provider.ts";

export const nylas = defineProvider({
  id: "nylas",
  name: "Nylas",
  docs: "https://developer.nylas.com/docs/v3/notifications/",
  signature: { scheme: "hmac", hash: "sha256", header: "x-nylas-signature", encoding: "hex", signed: "{body}" },
  key: "{json:id}",
  type: "{json:type}",
  greetings: [
    {
      name: "challenge",
      when: { method: "GET", query: "challenge" },
      challenge: "{query:challenge}",
      answer: { status: 200, text: "{challenge}" },
    },
  ],
  evidence: {
    signature: "read in code of webhook-co/webhook (packages/webhooks-spec)",
    operations: "unverified",
    greeting: "from memory",
    sources: ["webhook-co/webhook (packages/webhooks-spec)"],
  },
});
