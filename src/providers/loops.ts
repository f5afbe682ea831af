import { standardWebhooks } from "./families.ts";
import { defineProvider } from "./provider.ts";

export const loops = defineProvider({
  id: "loops",
  name: "Loops",
  docs: "https://loops.so/docs/webhooks",
  signature: standardWebhooks("webhook-"),
  key: "{header:webhook-id}",
  type: ["{json:eventName}", "{json:type}"],
  ack: { status: 202 },
  rotation: "list of signatures",
  evidence: {
    signature: "read in code of webhook-co/webhook (packages/webhooks-spec)",
    operations: "unverified",
    sources: ["webhook-co/webhook (packages/webhooks-spec)"],
  },
});
