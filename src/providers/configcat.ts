import { defineProvider } from "./provider.ts";

export const configcat = defineProvider({
  id: "configcat",
  name: "ConfigCat",
  docs: "https://configcat.com/docs/advanced/notifications-webhooks/",
  signature: {
    scheme: "hmac",
    hash: "sha256",
    header: "x-configcat-webhook-signature-v1",
    list: ",",
    encoding: "base64",
    signed: "{header:x-configcat-webhook-id}{timestamp}{body}",
    time: {
      at: "{header:x-configcat-webhook-timestamp}",
      unit: "s-or-ms",
      tolerance: 300_000,
      because: "none documented; ours",
    },
  },
  key: null,
  keyNote: "No event id was found in its documentation: set `key` of the source to what makes an event unique.",
  evidence: {
    signature: "read in code of webhook-co/webhook (packages/webhooks-spec)",
    operations: "unverified",
    sources: ["webhook-co/webhook (packages/webhooks-spec)"],
  },
});
