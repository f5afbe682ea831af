import { standardWebhooks } from "./families.ts";
import { defineProvider } from "./provider.ts";

export const dodoPayments = defineProvider({
  id: "dodo-payments",
  name: "Dodo Payments",
  docs: "https://docs.dodopayments.com/developer-resources/webhooks",
  signature: standardWebhooks("webhook-"),
  key: "{header:webhook-id}",
  type: "{json:type}",
  ack: { status: 202 },
  rotation: "list of signatures",
  evidence: {
    signature: "read in code of Hookflo/tern src/platforms/algorithms.ts",
    operations: "unverified",
    sources: ["Hookflo/tern src/platforms/algorithms.ts"],
  },
});
