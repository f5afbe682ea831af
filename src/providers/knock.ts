import { defineProvider } from "./provider.ts";

export const knock = defineProvider({
  id: "knock",
  name: "Knock",
  docs: "https://docs.knock.app/developer-tools/outbound-webhooks/overview",
  signature: {
    scheme: "hmac",
    hash: "sha256",
    header: "x-knock-signature",
    encoding: "base64",
    fields: { separator: ",", signature: "s", once: ["t"] },
    signed: "{timestamp}.{body}",
    time: { at: "{field:t}", unit: "ms", tolerance: 300_000, because: "none documented; ours" },
  },
  key: null,
  keyNote: "No event id was found in its documentation: set `key` of the source to what makes an event unique.",
  type: "{json:type}",
  evidence: {
    signature: "read in code of webhook-co/webhook (packages/webhooks-spec)",
    operations: "unverified",
    sources: ["webhook-co/webhook (packages/webhooks-spec)"],
  },
});
