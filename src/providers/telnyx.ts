import { defineProvider } from "./provider.ts";

export const telnyx = defineProvider({
  id: "telnyx",
  name: "Telnyx",
  docs: "https://developers.telnyx.com/docs/messaging/messages/receiving-webhooks",
  signature: {
    scheme: "ed25519",
    key: "raw-base64",
    header: "telnyx-signature-ed25519",
    encoding: "base64",
    signed: "{timestamp}|{body}",
    time: { at: "{header:telnyx-timestamp}", unit: "s", tolerance: 300_000, because: "from memory" },
  },
  key: "{json:data.id}",
  type: "{json:data.event_type}",
  evidence: {
    signature: "read in code of webhook-co/webhook (packages/webhooks-spec)",
    operations: "unverified",
    sources: ["webhook-co/webhook (packages/webhooks-spec)"],
  },
});
