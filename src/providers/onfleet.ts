import { defineProvider } from "./provider.ts";

export const onfleet = defineProvider({
  id: "onfleet",
  name: "Onfleet",
  docs: "https://docs.onfleet.com/reference/webhooks",
  signature: {
    scheme: "hmac",
    hash: "sha512",
    header: "x-onfleet-signature",
    encoding: "hex",
    key: "hex",
    signed: "{body}",
  },
  key: null,
  keyNote: "No event id was found in its documentation: set `key` of the source to what makes an event unique.",
  type: "{json:triggerName}",
  greetings: [
    {
      name: "check",
      when: { method: "GET", query: "check" },
      challenge: "{query:check}",
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
