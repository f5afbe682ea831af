import { defineProvider } from "./provider.ts";

export const twitch = defineProvider({
  id: "twitch",
  name: "Twitch EventSub",
  docs: "https://dev.twitch.tv/docs/eventsub/handling-webhook-events/",
  signature: {
    scheme: "hmac",
    hash: "sha256",
    header: "twitch-eventsub-message-signature",
    prefix: "sha256=",
    encoding: "hex",
    signed: "{header:twitch-eventsub-message-id}{timestamp}{body}",
    time: { at: "{header:twitch-eventsub-message-timestamp}", unit: "iso", tolerance: 600_000, because: "documented" },
  },
  key: "{header:twitch-eventsub-message-id}",
  type: "{header:twitch-eventsub-subscription-type}",
  greetings: [
    {
      name: "webhook_callback_verification",
      signed: "if-sent",
      when: { header: "twitch-eventsub-message-type", value: "webhook_callback_verification" },
      challenge: "{json:challenge}",
      answer: { status: 200, text: "{challenge}" },
    },
  ],
  ack: { status: 202 },
  evidence: {
    signature: "read in code of webhook-co/webhook (packages/webhooks-spec)",
    operations: "unverified",
    greeting: "read in code of webhook-co/webhook (apps/engine/src/handshake.ts)",
    sources: ["webhook-co/webhook (packages/webhooks-spec)"],
  },
});
