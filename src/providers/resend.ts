import { svix } from "./families.ts";
import { defineProvider } from "./provider.ts";

export const resend = defineProvider({
  id: "resend",
  name: "Resend",
  docs: "https://resend.com/docs/dashboard/webhooks/verify-webhooks-requests",
  signature: svix(),
  key: ["{header:svix-id}", "{header:webhook-id}"],
  type: "{json:type}",
  ack: { status: 202 },
  rotation: "list of signatures",
  evidence: {
    signature: "read in code of hookdeck/webhook-skills skills/resend-webhooks",
    operations: "unverified",
    sources: ["hookdeck/webhook-skills skills/resend-webhooks"],
  },
});
