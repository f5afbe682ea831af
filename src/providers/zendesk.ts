import { defineProvider } from "./provider.ts";

export const zendesk = defineProvider({
  id: "zendesk",
  name: "Zendesk",
  docs: "https://developer.zendesk.com/documentation/webhooks/verifying/",
  signature: {
    scheme: "hmac",
    hash: "sha256",
    header: "x-zendesk-webhook-signature",
    encoding: "base64",
    signed: "{timestamp}{body}",
    time: {
      at: "{header:x-zendesk-webhook-signature-timestamp}",
      unit: "iso",
      tolerance: 300_000,
      because: "none documented; ours",
    },
  },
  key: "{header:x-zendesk-webhook-invocation-id}",
  type: "{json:type}",
  methods: ["GET", "PUT", "PATCH", "DELETE"],
  ack: { status: 202 },
  timeout: "12 s",
  retry: "on 409 and timeouts (a few), 429/503 by retry-after; circuit breaker",
  notes: ["A static test secret is used while the webhook is being created."],
  evidence: {
    signature: "read in docs",
    operations: "unverified",
    sources: ["developer.zendesk.com/documentation/webhooks/verifying/"],
  },
});
