import { defineProvider } from "./provider.ts";

export const cronofy = defineProvider({
  id: "cronofy",
  name: "Cronofy",
  docs: "https://docs.cronofy.com/developers/api/push-notifications/authentication/",
  signature: {
    scheme: "hmac",
    hash: "sha256",
    header: "cronofy-hmac-sha256",
    list: ",",
    encoding: "base64",
    signed: "{body}",
  },
  key: null,
  keyNote: "No event id was found in its documentation: set `key` of the source to what makes an event unique.",
  type: "{json:notification.type}",
  evidence: {
    signature: "read in code of webhook-co/webhook (packages/webhooks-spec)",
    operations: "unverified",
    sources: ["webhook-co/webhook (packages/webhooks-spec)"],
  },
});
