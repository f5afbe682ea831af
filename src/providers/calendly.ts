import { defineProvider } from "./provider.ts";

export const calendly = defineProvider({
  id: "calendly",
  name: "Calendly",
  docs: "https://developer.calendly.com/api-docs/ZG9jOjM2MzE2MDM4-webhook-signatures",
  signature: {
    scheme: "hmac",
    hash: "sha256",
    header: "calendly-webhook-signature",
    encoding: "hex",
    fields: { separator: ",", signature: "v1", once: ["t"] },
    signed: "{timestamp}.{body}",
    time: { at: "{field:t}", unit: "s", tolerance: 180_000, because: "docs sample, from memory" },
  },
  key: "{json:event}:{json:payload.uri}[:{json:payload.updated_at}]",
  keyNote: "The event's name, the invitee's address and the time of its change: Calendly sends no event id.",
  type: "{json:event}",
  ack: { status: 202 },
  retry: "24 h, then disabled",
  evidence: {
    signature: "read in code of webhook-co/webhook (packages/webhooks-spec)",
    operations: "unverified",
    sources: ["webhook-co/webhook (packages/webhooks-spec)"],
  },
});
