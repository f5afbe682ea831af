import { defineProvider } from "./provider.ts";

export const recurly = defineProvider({
  id: "recurly",
  name: "Recurly (JSON webhooks)",
  docs: "https://docs.recurly.com/recurly-subscriptions/docs/signature-verification",
  signature: {
    scheme: "hmac",
    hash: "sha256",
    header: "recurly-signature",
    encoding: "hex",
    fields: { separator: ",", signature: "", positional: true },
    signed: "{timestamp}.{body}",
    time: { at: "{field:t}", unit: "ms", tolerance: 300_000, because: "documented clients" },
  },
  key: "{header:recurly-notification-id}",
  type: "{json:object_type}.{json:event_type}",
  rotation: "two signatures for 24 h",
  notes: ["The time is in milliseconds.", "XML webhooks are unsigned."],
  evidence: {
    signature: "read in docs",
    operations: "unverified",
    sources: ["docs.recurly.com/recurly-subscriptions/docs/signature-verification"],
  },
});
