import { defineProvider } from "./provider.ts";

export const airwallex = defineProvider({
  id: "airwallex",
  name: "Airwallex",
  docs: "https://www.airwallex.com/docs/developer-tools__webhooks__listen-for-webhook-events",
  signature: {
    scheme: "hmac",
    hash: "sha256",
    header: "x-signature",
    encoding: "hex",
    signed: "{timestamp}{body}",
    time: { at: "{header:x-timestamp}", unit: "s-or-ms", tolerance: 300_000, because: "none documented; ours" },
  },
  key: "{json:id}",
  type: "{json:name}",
  evidence: {
    signature: "read in code of webhook-co/webhook (packages/webhooks-spec)",
    operations: "unverified",
    sources: ["webhook-co/webhook (packages/webhooks-spec)"],
  },
});
