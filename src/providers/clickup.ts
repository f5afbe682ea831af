import { defineProvider } from "./provider.ts";

export const clickup = defineProvider({
  id: "clickup",
  name: "ClickUp",
  docs: "https://developer.clickup.com/docs/webhooksignature",
  signature: { scheme: "hmac", hash: "sha256", header: "x-signature", encoding: "hex", signed: "{body}" },
  key: null,
  keyNote: "history_items[].id names the changes of one task event; other events have none.",
  type: "{json:event}",
  evidence: {
    signature: "read in docs; also in code of webhook-co/webhook (packages/webhooks-spec)",
    operations: "unverified",
    sources: ["webhook-co/webhook (packages/webhooks-spec)"],
  },
});
