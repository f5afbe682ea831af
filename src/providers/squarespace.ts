import { defineProvider } from "./provider.ts";

export const squarespace = defineProvider({
  id: "squarespace",
  name: "Squarespace",
  docs: "https://developers.squarespace.com/webhook-subscriptions-apis/overview",
  signature: {
    scheme: "hmac",
    hash: "sha256",
    header: "squarespace-signature",
    encoding: "hex",
    key: "hex",
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
