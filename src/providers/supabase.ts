import { standardWebhooks } from "./families.ts";
import { defineProvider } from "./provider.ts";

export const supabase = defineProvider({
  id: "supabase",
  name: "Supabase Auth hooks",
  docs: "https://supabase.com/docs/guides/auth/auth-hooks",
  signature: standardWebhooks("webhook-"),
  key: "{header:webhook-id}",
  type: ["{json:type}", "{json:metadata.name}"],
  ack: { status: 202 },
  rotation: "list of signatures",
  evidence: {
    signature: "read in code of webhook-co/webhook (packages/webhooks-spec)",
    operations: "unverified",
    sources: ["webhook-co/webhook (packages/webhooks-spec)"],
  },
});
