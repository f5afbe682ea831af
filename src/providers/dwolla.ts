import { defineProvider } from "./provider.ts";

export const dwolla = defineProvider({
  id: "dwolla",
  name: "Dwolla",
  docs: "https://developers.dwolla.com/docs/working-with-webhooks",
  signature: {
    scheme: "hmac",
    hash: "sha256",
    header: "x-request-signature-sha-256",
    encoding: "hex",
    signed: "{body}",
  },
  key: "{json:id}",
  type: "{json:topic}",
  evidence: {
    signature: "read in code of webhook-co/webhook (packages/webhooks-spec)",
    operations: "unverified",
    sources: ["webhook-co/webhook (packages/webhooks-spec)"],
  },
});
