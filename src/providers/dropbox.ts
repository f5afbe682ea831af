import { defineProvider } from "./provider.ts";

export const dropbox = defineProvider({
  id: "dropbox",
  name: "Dropbox",
  docs: "https://www.dropbox.com/developers/reference/webhooks",
  signature: { scheme: "hmac", hash: "sha256", header: "x-dropbox-signature", encoding: "hex", signed: "{body}" },
  key: null,
  keyNote: "The body only lists the accounts that have changes.",
  greetings: [
    {
      name: "challenge",
      when: { method: "GET", query: "challenge" },
      challenge: "{query:challenge}",
      answer: { status: 200, text: "{challenge}" },
    },
  ],
  ack: { status: 202 },
  timeout: "10 s",
  retry: "back-off",
  evidence: {
    signature: "read in code of webhook-co/webhook (packages/webhooks-spec)",
    operations: "unverified",
    greeting: "read in code of webhook-co/webhook (apps/engine/src/handshake.ts)",
    sources: ["webhook-co/webhook (packages/webhooks-spec) and apps/engine/src/handshake.ts"],
  },
});
