import { defineProvider } from "./provider.ts";

export const asana = defineProvider({
  id: "asana",
  name: "Asana",
  docs: "https://developers.asana.com/docs/webhooks-guide",
  signature: { scheme: "hmac", hash: "sha256", header: "x-hook-signature", encoding: "hex", signed: "{body}" },
  key: null,
  keyNote: "Events have no ids: the API is what is true, an event only says where to look.",
  type: ["{json:events[*].resource.resource_type}.{json:events[0].action}"],
  greetings: [
    {
      name: "X-Hook-Secret",
      when: { header: "x-hook-secret" },
      enrols: "{header:x-hook-secret}",
      challenge: "{header:x-hook-secret}",
      shape: "^[\\x21-\\x7e]{8,256}$",
      answer: { status: 200, headers: { "x-hook-secret": "{challenge}" } },
    },
  ],
  ack: { status: 202 },
  timeout: "10 s",
  retry: "up to 24 h; heartbeat with events:[] ",
  notes: ["at-most-once by design."],
  evidence: {
    signature: "read in docs (handshake); signature read in code of webhook-co/webhook (packages/webhooks-spec)",
    operations: "read in docs",
    greeting: "read in docs",
    sources: [
      "developers.asana.com/reference/createwebhook.md",
      "developers.asana.com/docs/webhooks-guide.md",
      "webhook-co/webhook (packages/webhooks-spec)",
    ],
  },
});
