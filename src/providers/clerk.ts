import { svix } from "./families.ts";
import { defineProvider } from "./provider.ts";

export const clerk = defineProvider({
  id: "clerk",
  name: "Clerk",
  docs: "https://clerk.com/docs/webhooks/overview",
  signature: svix(),
  key: ["{header:svix-id}", "{header:webhook-id}"],
  type: "{json:type}",
  ack: { status: 202 },
  rotation: "list of signatures",
  evidence: {
    signature: "read in code of hookdeck/webhook-skills skills/clerk-webhooks",
    operations: "unverified",
    sources: ["hookdeck/webhook-skills skills/clerk-webhooks"],
  },
});
