import { standardWebhooks } from "./families.ts";
import { defineProvider } from "./provider.ts";

export const gemini = defineProvider({
  id: "gemini",
  name: "Google Gemini API",
  docs: "https://ai.google.dev/gemini-api/docs",
  signature: standardWebhooks("webhook-"),
  key: "{header:webhook-id}",
  type: "{json:type}",
  evidence: {
    signature: "read in code of webhook-co/webhook (packages/webhooks-spec)",
    sources: ["webhook-co/webhook (packages/webhooks-spec)"],
  },
});
