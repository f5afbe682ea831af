import { defineProvider } from "./provider.ts";

export const meta = defineProvider({
  id: "meta",
  name: "Meta: Facebook, Instagram, Messenger, WhatsApp",
  docs: "https://developers.facebook.com/docs/graph-api/webhooks/getting-started",
  signature: {
    scheme: "hmac",
    hash: "sha256",
    header: "x-hub-signature-256",
    prefix: "sha256=",
    encoding: "hex",
    signed: "{body}",
  },
  options: {
    verifyToken: { about: "The token that you chose when you subscribed; left out: the secret.", type: "string" },
  },
  key: null,
  keyNote: "Only WhatsApp has ids: entry[].changes[].value.messages[].id.",
  type: ["{json:object}.{json:entry[*].changes[0].field}", "{json:object}"],
  greetings: [
    {
      name: "hub.challenge",
      when: { method: "GET", query: "hub.challenge" },
      challenge: "{query:hub.challenge}",
      shape: "^[A-Za-z0-9_-]{1,256}$",
      token: { at: "{query:hub.verify_token}", option: "verifyToken" },
      answer: { status: 200, text: "{challenge}" },
    },
  ],
  ack: { status: 200 },
  timeout: "a few seconds",
  retry: "up to 36 h (WhatsApp: 7 days)",
  evidence: {
    signature: "read in code of webhook-co/webhook (packages/webhooks-spec)",
    operations: "unverified",
    greeting: "read in code of webhook-co/webhook (apps/engine/src/handshake.ts)",
    sources: ["webhook-co/webhook (packages/webhooks-spec) and apps/engine/src/handshake.ts"],
  },
});
