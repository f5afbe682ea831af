import { defineProvider } from "./provider.ts";

export const zohoPayments = defineProvider({
  id: "zoho-payments",
  name: "Zoho Payments",
  docs: "https://www.zoho.com/in/payments/developerdocs/webhooks/verification/",
  signature: {
    scheme: "hmac",
    hash: "sha256",
    header: "x-zoho-webhook-signature",
    encoding: "hex",
    fields: { separator: ",", signature: "v", once: ["t"] },
    signed: "{timestamp}.{body}",
    time: { at: "{field:t}", unit: "ms", tolerance: 300_000, because: "none documented; ours" },
  },
  key: null,
  keyNote: "No event id was found in its documentation: set `key` of the source to what makes an event unique.",
  type: ["{json:event_type}", "{json:event}"],
  ack: { status: 202 },
  timeout: "15 s",
  evidence: {
    signature: "read in docs",
    operations: "unverified",
    sources: ["docs zoho.com/in/payments/developerdocs/webhooks/verification"],
  },
});
