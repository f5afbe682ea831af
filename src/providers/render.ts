import { standardWebhooks } from "./families.ts";
import { defineProvider } from "./provider.ts";

export const render = defineProvider({
  id: "render",
  name: "Render",
  docs: "https://render.com/docs/webhooks",
  signature: standardWebhooks("webhook-"),
  key: "{header:webhook-id}",
  type: "{json:type}",
  ack: { status: 202 },
  rotation: "list of signatures",
  evidence: {
    signature: "read in code of webhook-co/webhook (packages/webhooks-spec)",
    operations: "unverified",
    sources: ["webhook-co/webhook (packages/webhooks-spec)"],
  },
});
