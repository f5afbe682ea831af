import { standardWebhooks } from "./families.ts";
import { defineProvider } from "./provider.ts";

export const increase = defineProvider({
  id: "increase",
  name: "Increase",
  docs: "https://increase.com/documentation/webhooks",
  signature: standardWebhooks("webhook-"),
  key: "{header:webhook-id}",
  type: ["{json:category}", "{json:type}"],
  ack: { status: 202 },
  rotation: "list of signatures",
  evidence: {
    signature: "read in code of webhook-co/webhook (packages/webhooks-spec)",
    operations: "unverified",
    sources: ["webhook-co/webhook (packages/webhooks-spec)"],
  },
});
