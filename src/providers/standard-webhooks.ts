import { standardWebhooks as signature } from "./families.ts";
import { defineProvider } from "./provider.ts";

export const standardWebhooks = defineProvider({
  id: "standard-webhooks",
  name: "Standard Webhooks",
  docs: "https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md",
  signature: signature("webhook-"),
  key: "{header:webhook-id}",
  type: "{json:type}",
  ack: { status: 202 },
  timeout: "15 to 30 s recommended",
  retry: "for example at once, 5 s, 5 min, 30 min, 2, 5, 10, 14, 20, 24 h",
  rotation: "one signature for each active secret, in one header",
  notes: [
    "The secret is base64, with or without `whsec_`. A `whpk_` secret is a public key, for the asymmetric kind (v1a).",
  ],
  evidence: {
    signature: "read in docs; vectors reproduced",
    operations: "read in docs",
    sources: ["standard-webhooks/standard-webhooks spec/standard-webhooks.md"],
  },
});
