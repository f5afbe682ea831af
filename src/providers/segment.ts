import { defineProvider } from "./provider.ts";

export const segment = defineProvider({
  id: "segment",
  name: "Segment",
  docs: "https://segment.com/docs/connections/destinations/catalog/webhooks/",
  signature: { scheme: "hmac", hash: "sha1", header: "x-signature", encoding: "hex", signed: "{body}" },
  key: "{json:messageId}",
  type: "{json:type}[.{json:event}]",
  ack: { status: 202 },
  timeout: "5 s",
  evidence: {
    signature: "read in code of webhook-co/webhook (packages/webhooks-spec)",
    operations: "unverified",
    sources: ["webhook-co/webhook (packages/webhooks-spec)"],
  },
});
