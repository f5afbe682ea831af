import { defineProvider } from "./provider.ts";

export const checkr = defineProvider({
  id: "checkr",
  name: "Checkr",
  docs: "https://docs.checkr.com/#section/Webhooks",
  signature: { scheme: "hmac", hash: "sha256", header: "x-checkr-signature", encoding: "hex", signed: "{body}" },
  key: "{json:id}",
  type: "{json:type}",
  evidence: {
    signature: "read in code of webhook-co/webhook (packages/webhooks-spec)",
    operations: "unverified",
    sources: ["webhook-co/webhook (packages/webhooks-spec)"],
  },
});
