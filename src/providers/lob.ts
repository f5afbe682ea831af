import { defineProvider } from "./provider.ts";

export const lob = defineProvider({
  id: "lob",
  name: "Lob",
  docs: "https://docs.lob.com/#tag/Webhooks",
  signature: {
    scheme: "hmac",
    hash: "sha256",
    header: "lob-signature",
    encoding: "hex",
    signed: "{timestamp}.{body}",
    time: {
      at: "{header:lob-signature-timestamp}",
      unit: "s-or-ms",
      tolerance: 300_000,
      because: "none documented; ours",
    },
  },
  key: "{json:id}",
  type: "{json:event_type.id}",
  evidence: {
    signature: "read in code of webhook-co/webhook (packages/webhooks-spec)",
    operations: "unverified",
    sources: ["webhook-co/webhook (packages/webhooks-spec)"],
  },
});
