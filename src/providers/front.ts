import { defineProvider } from "./provider.ts";

export const front = defineProvider({
  id: "front",
  name: "Front application webhooks",
  docs: "https://dev.frontapp.com/docs/application-webhooks",
  signature: {
    scheme: "hmac",
    hash: "sha256",
    header: "x-front-signature",
    encoding: "base64",
    signed: "{timestamp}:{body}",
    time: { at: "{header:x-front-request-timestamp}", unit: "ms", tolerance: 300_000, because: "from memory" },
  },
  key: null,
  keyNote: "No event id was found in its documentation: set `key` of the source to what makes an event unique.",
  type: "{json:type}",
  greetings: [
    {
      name: "X-Front-Challenge",
      signed: "if-sent",
      when: { header: "x-front-challenge" },
      challenge: "{header:x-front-challenge}",
      shape: "^[\\x21-\\x7e]{1,512}$",
      answer: { status: 200, text: "{challenge}" },
    },
  ],
  ack: { status: 202 },
  timeout: "5 s",
  evidence: {
    signature: "read in code of webhook-co/webhook (packages/webhooks-spec)",
    operations: "unverified",
    greeting: "from memory",
    sources: ["webhook-co/webhook (packages/webhooks-spec)"],
  },
});
