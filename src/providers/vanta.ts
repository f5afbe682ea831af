import { svix } from "./families.ts";
import { defineProvider } from "./provider.ts";

export const vanta = defineProvider({
  id: "vanta",
  name: "Vanta",
  docs: "https://developer.vanta.com/docs/webhooks",
  signature: svix(),
  key: ["{header:svix-id}", "{header:webhook-id}"],
  type: "{json:type}",
  ack: { status: 202 },
  rotation: "list of signatures",
  evidence: {
    signature: "read in code of webhook-co/webhook (packages/webhooks-spec)",
    operations: "unverified",
    sources: ["webhook-co/webhook (packages/webhooks-spec)"],
  },
});
