import { defineProvider } from "./provider.ts";

export const klaviyo = defineProvider({
  id: "klaviyo",
  name: "Klaviyo",
  docs: "https://developers.klaviyo.com/en/docs/working_with_system_webhooks",
  signature: {
    scheme: "hmac",
    hash: "sha256",
    header: "klaviyo-signature",
    encoding: "hex",
    signed: "{body}{header:klaviyo-timestamp}",
  },
  key: null,
  keyNote: "No event id was found in its documentation: set `key` of the source to what makes an event unique.",
  type: ["{json:data[*].type}"],
  notes: ["The time is signed, but its form is not documented, so it is not checked."],
  evidence: {
    signature: "read in code of webhook-co/webhook (packages/webhooks-spec)",
    operations: "unverified",
    sources: ["webhook-co/webhook (packages/webhooks-spec)"],
  },
});
