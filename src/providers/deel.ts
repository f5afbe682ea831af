import { defineProvider } from "./provider.ts";

export const deel = defineProvider({
  id: "deel",
  name: "Deel",
  docs: "https://developer.deel.com/docs/webhooks",
  signature: { scheme: "hmac", hash: "sha256", header: "x-deel-signature", encoding: "hex", signed: "POST{body}" },
  key: null,
  keyNote: "No event id was found in its documentation: set `key` of the source to what makes an event unique.",
  type: ["{json:data.meta.event_type}"],
  evidence: {
    signature: "read in code of webhook-co/webhook (packages/webhooks-spec)",
    operations: "unverified",
    sources: ["webhook-co/webhook (packages/webhooks-spec)"],
  },
});
