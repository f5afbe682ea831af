import { defineProvider } from "./provider.ts";

export const calCom = defineProvider({
  id: "cal-com",
  name: "Cal.com",
  docs: "https://cal.com/docs/developing/guides/automation/webhooks",
  signature: { scheme: "hmac", hash: "sha256", header: "x-cal-signature-256", encoding: "hex", signed: "{body}" },
  key: null,
  keyNote: "No event id was found in its documentation: set `key` of the source to what makes an event unique.",
  type: "{json:triggerEvent}",
  evidence: {
    signature: "read in code of webhook-co/webhook (packages/webhooks-spec)",
    operations: "unverified",
    sources: ["webhook-co/webhook (packages/webhooks-spec)"],
  },
});
