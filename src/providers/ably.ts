import { defineProvider } from "./provider.ts";

export const ably = defineProvider({
  id: "ably",
  name: "Ably",
  docs: "https://ably.com/docs/platform/integrations/webhooks",
  signature: {
    scheme: "hmac",
    hash: "sha256",
    header: "x-ably-signature",
    encoding: "base64",
    key: "after-colon",
    signed: "{body}",
  },
  key: null,
  keyNote: "No event id was found in its documentation: set `key` of the source to what makes an event unique.",
  type: "{json:source}",
  evidence: {
    signature: "read in code of webhook-co/webhook (packages/webhooks-spec)",
    operations: "unverified",
    sources: ["webhook-co/webhook (packages/webhooks-spec)"],
  },
});
