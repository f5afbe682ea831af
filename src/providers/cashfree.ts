import { defineProvider } from "./provider.ts";

export const cashfree = defineProvider({
  id: "cashfree",
  name: "Cashfree",
  docs: "https://www.cashfree.com/docs/payments/subscription/webhook-signature",
  signature: {
    scheme: "hmac",
    hash: "sha256",
    header: "x-webhook-signature",
    encoding: "base64",
    signed: "{timestamp}{body}",
    time: { at: "{header:x-webhook-timestamp}", unit: "s-or-ms", tolerance: 300_000, because: "none documented; ours" },
  },
  key: null,
  keyNote: "No event id was found in its documentation: set `key` of the source to what makes an event unique.",
  type: "{json:type}",
  evidence: {
    signature: "read in docs",
    operations: "unverified",
    sources: ["docs cashfree.com/docs/payments/subscription/webhook-signature"],
  },
});
