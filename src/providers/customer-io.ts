import { defineProvider } from "./provider.ts";

export const customerIo = defineProvider({
  id: "customer-io",
  name: "Customer.io reporting webhooks",
  docs: "https://docs.customer.io/integrations/data-out/connections/webhooks/",
  signature: {
    scheme: "hmac",
    hash: "sha256",
    header: "x-cio-signature",
    encoding: "hex",
    signed: "v0:{timestamp}:{body}",
    time: { at: "{header:x-cio-timestamp}", unit: "s", tolerance: 300_000, because: "none documented; ours" },
  },
  key: "{json:event_id}",
  type: "{json:object_type}.{json:metric}",
  ack: { status: 202 },
  timeout: "4 s",
  notes: ["No v0= prefix on the header, unlike Slack and Zoom."],
  evidence: {
    signature: "read in code of webhook-co/webhook (packages/webhooks-spec)",
    operations: "unverified",
    sources: ["webhook-co/webhook (packages/webhooks-spec)"],
  },
});
