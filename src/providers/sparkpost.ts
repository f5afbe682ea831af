import { defineProvider } from "./provider.ts";

export const sparkpost = defineProvider({
  id: "sparkpost",
  name: "SparkPost",
  docs: "https://developers.sparkpost.com/api/webhooks/",
  signature: { scheme: "basic" },
  key: null,
  keyNote: "No event id was found in its documentation: set `key` of the source to what makes an event unique.",
  notes: ["The secret is `user:password`. It proves the sender; the body is not signed."],
  evidence: {
    signature: "read in code of webhook-co/webhook (packages/webhooks-spec)",
    sources: ["webhook-co/webhook (packages/webhooks-spec)"],
  },
});
