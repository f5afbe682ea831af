import { standardHmac } from "./families.ts";
import { defineProvider } from "./provider.ts";

export const finch = defineProvider({
  id: "finch",
  name: "Finch",
  docs: "https://developer.tryfinch.com/docs/webhooks",
  signature: standardHmac("finch-", "base64", "event-id"),
  key: "{header:finch-event-id}",
  type: ["{json:event_type}", "{json:type}"],
  evidence: {
    signature: "read in code of webhook-co/webhook (packages/webhooks-spec)",
    operations: "unverified",
    sources: ["webhook-co/webhook (packages/webhooks-spec)"],
  },
});
