import { standardWebhooks } from "./families.ts";
import { defineProvider } from "./provider.ts";

export const etsy = defineProvider({
  id: "etsy",
  name: "Etsy",
  docs: "https://developers.etsy.com/documentation/essentials/webhooks",
  signature: standardWebhooks("webhook-"),
  key: "{header:webhook-id}",
  type: ["{json:event_type}", "{json:type}"],
  ack: { status: 202 },
  rotation: "list of signatures",
  evidence: {
    signature: "read in code of webhook-co/webhook (packages/webhooks-spec)",
    operations: "unverified",
    sources: ["webhook-co/webhook (packages/webhooks-spec)"],
  },
});
