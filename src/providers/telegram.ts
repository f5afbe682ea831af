import { defineProvider } from "./provider.ts";

export const telegram = defineProvider({
  id: "telegram",
  name: "Telegram Bot API",
  docs: "https://core.telegram.org/bots/api#setwebhook",
  signature: { scheme: "token", header: "x-telegram-bot-api-secret-token" },
  key: "{json:update_id}",
  ack: { status: 202, empty: true },
  retry: '"a reasonable amount of attempts"',
  notes: [
    "The token proves the sender; the body is not signed.",
    "Which optional field is there (message, callback_query …) is what Telegram has for a type.",
  ],
  evidence: {
    signature: "read in code of webhook-co/webhook (packages/webhooks-spec)",
    operations: "unverified",
    sources: ["webhook-co/webhook (packages/webhooks-spec) token-auth-providers.ts"],
  },
});
