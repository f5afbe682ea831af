import { defineProvider } from "./provider.ts";

export const discord = defineProvider({
  id: "discord",
  name: "Discord (interactions and webhook events)",
  docs: "https://discord.com/developers/docs/events/webhook-events",
  signature: {
    scheme: "ed25519",
    key: "raw-hex",
    header: "x-signature-ed25519",
    encoding: "hex",
    signed: "{timestamp}{body}",
    time: { at: "{header:x-signature-timestamp}", unit: "s", tolerance: 300_000, because: "none documented; ours" },
  },
  key: null,
  keyNote: 'Interactions hold an id, webhook events do not: set `key: { json: "id" }` for interactions.',
  type: ["{json:event.type}", "{json:data.name}"],
  greetings: [
    { name: "PING (webhook events)", signed: true, when: { json: { type: 0 } }, answer: { status: 204 } },
    {
      name: "PING (interactions)",
      signed: true,
      when: { json: { type: 1 }, absent: "event" },
      answer: { status: 200, json: { type: 1 } },
    },
  ],
  ack: { status: 204, empty: true },
  rejectStatus: 401,
  timeout: "3 s",
  retry: "exponential back-off up to 10 minutes; endpoint removed after too many failures",
  notes: [
    "The secret is the application's public key.",
    "type 1 is a PING for interactions and an event for webhook events: the field `event` tells them apart.",
    "An interaction wants its answer in the response, within 3 s: an inbox cannot give it.",
  ],
  evidence: {
    signature: "read in docs",
    operations: "read in docs",
    greeting: "read in docs",
    sources: ["discord/discord-api-docs docs/events/webhook-events.mdx", "discord/discord-interactions-js"],
  },
});
