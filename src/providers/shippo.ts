import { defineProvider } from "./provider.ts";

export const shippo = defineProvider({
  id: "shippo",
  name: "Shippo",
  docs: "https://docs.goshippo.com/docs/tracking/webhooksecurity/",
  signature: {
    scheme: "hmac",
    hash: "sha256",
    header: "shippo-auth-signature",
    encoding: "hex",
    fields: { separator: ",", signature: "v1", once: ["t"] },
    signed: "{timestamp}.{body}",
    time: { at: "{field:t}", unit: "s", tolerance: 300_000, because: "none documented; ours" },
  },
  key: null,
  keyNote: "No event id was found in its documentation: set `key` of the source to what makes an event unique.",
  type: "{json:event}",
  evidence: {
    signature: "read in code of webhook-co/webhook (packages/webhooks-spec)",
    operations: "unverified",
    sources: ["webhook-co/webhook (packages/webhooks-spec)"],
  },
});
