import { standardWebhooks } from "./families.ts";
import { defineProvider } from "./provider.ts";

export const standardWebhooksAsymmetric = defineProvider({
  id: "standard-webhooks-asymmetric",
  name: "Standard Webhooks, asymmetric",
  docs: "https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md",
  signature: standardWebhooks("webhook-"),
  key: "{header:webhook-id}",
  type: "{json:type}",
  ack: { status: 202 },
  rotation: "space-separated list of signatures; accept any",
  notes: [
    "The secret is the public key, `whpk_…`.",
    "The same as `standard-webhooks`, which tells the kind by the secret.",
  ],
  evidence: {
    signature: "read in docs; vector reproduced",
    operations: "read in docs",
    sources: ["spec/standard-webhooks.md", "svix/svix-webhooks README.md, server/svix-server/src/worker.rs"],
  },
});
