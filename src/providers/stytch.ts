import { svix } from "./families.ts";
import { defineProvider } from "./provider.ts";

export const stytch = defineProvider({
  id: "stytch",
  name: "Stytch",
  docs: "https://stytch.com/docs/workspace-management/webhooks",
  signature: svix(),
  key: ["{header:svix-id}", "{header:webhook-id}"],
  type: ["{json:event_type}", "{json:type}"],
  ack: { status: 202 },
  rotation: "list of signatures",
  evidence: {
    signature: "read in code of webhook-co/webhook (packages/webhooks-spec)",
    operations: "unverified",
    sources: ["webhook-co/webhook (packages/webhooks-spec)"],
  },
});
