import { defineProvider } from "./provider.ts";

export const quickbooks = defineProvider({
  id: "quickbooks",
  name: "QuickBooks Online",
  docs: "https://developer.intuit.com/app/developer/qbo/docs/develop/webhooks",
  signature: { scheme: "hmac", hash: "sha256", header: "intuit-signature", encoding: "base64", signed: "{body}" },
  key: ["{json:[*].id}"],
  keyNote: "Only the newer CloudEvents form has ids.",
  type: [
    "{json:eventNotifications[*].dataChangeEvent.entities[0].name}.{json:eventNotifications[0].dataChangeEvent.entities[0].operation}",
    "{json:[*].type}",
  ],
  ack: { status: 200 },
  timeout: "3 s",
  retry: "several over hours",
  evidence: {
    signature: "read in code of webhook-co/webhook (packages/webhooks-spec)",
    operations: "unverified",
    sources: ["webhook-co/webhook (packages/webhooks-spec)"],
  },
});
