import { standardWebhooks } from "./families.ts";
import { defineProvider } from "./provider.ts";

export const replicate = defineProvider({
  id: "replicate",
  name: "Replicate",
  docs: "https://replicate.com/docs/topics/webhooks/verify-webhook",
  signature: standardWebhooks("webhook-"),
  key: "{header:webhook-id}",
  type: "{json:status}",
  ack: { status: 202 },
  rotation: "list of signatures",
  evidence: {
    signature: "read in code of replicate/replicate-javascript",
    operations: "unverified",
    sources: ["replicate/replicate-javascript"],
  },
});
