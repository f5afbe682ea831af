import { defineProvider } from "./provider.ts";

export const coinflow = defineProvider({
  id: "coinflow",
  name: "Coinflow",
  docs: "https://docs.coinflow.cash/guides/developer-resources/webhooks/verifying-webhook-signatures",
  signature: {
    scheme: "hmac",
    hash: "sha256",
    header: "coinflow-signature",
    encoding: "hex",
    fields: { separator: ",", signature: "v1", once: ["t"] },
    signed: "{timestamp}.{body}",
    time: { at: "{field:t}", unit: "s", tolerance: 300_000, because: "none documented; ours" },
  },
  key: null,
  keyNote: "No event id was found in its documentation: set `key` of the source to what makes an event unique.",
  type: ["{json:eventType}", "{json:type}"],
  evidence: {
    signature: "read in docs",
    operations: "unverified",
    sources: ["docs.coinflow.cash verifying-webhook-signatures"],
  },
});
