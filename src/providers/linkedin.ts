import { defineProvider } from "./provider.ts";

export const linkedin = defineProvider({
  id: "linkedin",
  name: "LinkedIn",
  docs: "https://learn.microsoft.com/linkedin/shared/api-guide/webhook-validation",
  signature: { scheme: "hmac", hash: "sha256", header: "x-li-signature", encoding: "hex", signed: "hmacsha256={body}" },
  key: null,
  keyNote: "No event id was found in its documentation: set `key` of the source to what makes an event unique.",
  type: ["{json:type}", "{json:action}"],
  greetings: [
    {
      name: "challengeCode",
      when: { method: "GET", query: "challengeCode" },
      challenge: "{query:challengeCode}",
      shape: "^[A-Za-z0-9-]{1,128}$",
      proof: { hash: "sha256", keyed: true, encoding: "hex" },
      answer: { status: 200, json: { challengeCode: "{challenge}", challengeResponse: "{proof}" } },
    },
  ],
  evidence: {
    signature: "read in code of webhook-co/webhook (packages/webhooks-spec)",
    operations: "unverified",
    greeting: "from memory",
    sources: ["webhook-co/webhook (packages/webhooks-spec)"],
  },
});
