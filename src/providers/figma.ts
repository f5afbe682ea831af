import { defineProvider } from "./provider.ts";

export const figma = defineProvider({
  id: "figma",
  name: "Figma webhooks v2",
  docs: "https://developers.figma.com/docs/rest-api/webhooks-security/",
  signature: { scheme: "token", at: "{json:passcode}" },
  key: "{json:webhook_id}:{json:event_type}:{json:timestamp}",
  keyNote: "Webhook, event type and time: Figma sends no event id.",
  type: "{json:event_type}",
  contentTypes: ["application/json"],
  ack: { status: 200 },
  retry: "3: 5 min, 30 min, 3 h",
  evidence: {
    signature: "read in docs",
    operations: "unverified",
    sources: ["developers.figma.com/docs/rest-api/webhooks-security"],
  },
});
