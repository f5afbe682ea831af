import { standardHmac } from "./families.ts";
import { defineProvider } from "./provider.ts";

export const polar = defineProvider({
  id: "polar",
  name: "Polar",
  docs: "https://docs.polar.sh/integrate/webhooks/delivery",
  signature: standardHmac("webhook-", "utf8"),
  key: "{header:webhook-id}",
  type: "{json:type}",
  notes: ["Standard Webhooks framing with another key rule."],
  evidence: {
    signature: "read in code of webhook-co/webhook (packages/webhooks-spec)",
    operations: "unverified",
    sources: ["webhook-co/webhook (packages/webhooks-spec)", "Hookflo/tern (secretEncoding utf8)"],
  },
});
