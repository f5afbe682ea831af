import { standardWebhooks } from "./families.ts";
import { defineProvider } from "./provider.ts";

export const brex = defineProvider({
  id: "brex",
  name: "Brex",
  docs: "https://developer.brex.com/docs/webhooks/",
  signature: standardWebhooks("webhook-"),
  key: "{header:webhook-id}",
  type: "{json:event_type}",
  ack: { status: 202 },
  rotation: "list of signatures",
  evidence: {
    signature: "read in code of webhook-co/webhook (packages/webhooks-spec)",
    operations: "unverified",
    sources: ["webhook-co/webhook (packages/webhooks-spec)"],
  },
});
