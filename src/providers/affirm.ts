import { defineProvider } from "./provider.ts";

export const affirm = defineProvider({
  id: "affirm",
  name: "Affirm",
  docs: "https://docs.affirm.com/developers/docs/webhooks",
  signature: {
    scheme: "hmac",
    hash: "sha512",
    header: "x-affirm-signature",
    encoding: "hex",
    fields: { separator: ",", signature: "v0", once: ["t"] },
    signed: "{timestamp}.{body}",
    time: { at: "{field:t}", unit: "s", tolerance: 300_000, because: "none documented; ours" },
  },
  key: null,
  keyNote: "No event id was found in its documentation: set `key` of the source to what makes an event unique.",
  type: ["{body:event}", "{body:type}"],
  evidence: {
    signature: "read in code of webhook-co/webhook (packages/webhooks-spec)",
    operations: "unverified",
    sources: ["webhook-co/webhook (packages/webhooks-spec)"],
  },
});
