import { defineProvider } from "./provider.ts";

export const sentry = defineProvider({
  id: "sentry",
  name: "Sentry",
  docs: "https://docs.sentry.io/organization/integrations/integration-platform/webhooks/",
  signature: { scheme: "hmac", hash: "sha256", header: "sentry-hook-signature", encoding: "hex", signed: "{body}" },
  key: "{header:request-id}",
  type: "{header:sentry-hook-resource}[.{json:action}]",
  ack: { status: 202 },
  timeout: "1 s",
  retry: "none",
  notes: ["The header Sentry-Hook-Timestamp is not signed and not looked at."],
  evidence: {
    signature: "read in code of webhook-co/webhook (packages/webhooks-spec)",
    operations: "unverified",
    sources: ["webhook-co/webhook (packages/webhooks-spec)", "Hookflo/tern"],
  },
});
