import { defineProvider } from "./provider.ts";

export const paypal = defineProvider({
  id: "paypal",
  name: "PayPal",
  docs: "https://developer.paypal.com/api/rest/webhooks/rest/",
  console: "developer.paypal.com, Apps & Credentials, your app, Add Webhook",
  signature: {
    scheme: "rsa",
    hash: "sha256",
    key: "fetched",
    fetch: {
      kind: "certificate",
      url: "{header:paypal-cert-url}",
      hosts: ["api\\.paypal\\.com", "api\\.sandbox\\.paypal\\.com"],
      path: "/v1/notifications/certs/[\\w-]+",
    },
    header: "paypal-transmission-sig",
    encoding: "base64",
    expect: { "paypal-auth-algo": "SHA256withRSA" },
    signed: "{header:paypal-transmission-id}|{timestamp}|{secret}|{crc32}",
    time: { at: "{header:paypal-transmission-time}", unit: "iso", tolerance: false, because: "none documented" },
  },
  options: { certificate: { about: "PayPal's certificate in PEM, where it must not be fetched.", type: "string" } },
  key: "{json:id}",
  type: "{json:event_type}",
  ack: { status: 202 },
  retry: "up to 25 times over 3 days",
  notes: [
    "The secret is the webhook's id.",
    "The body is bound only by its CRC-32, which is inside the signed text: a weak binding.",
    "The certificate is fetched from PayPal's own hosts, and from nowhere else.",
  ],
  evidence: {
    signature: "read in code of webhook-co/webhook (packages/webhooks-spec) (signed text); header names read in docs",
    operations: "unverified",
    sources: [
      "developer.paypal.com definitions/verify_webhook_signature",
      "webhook-co/webhook (packages/webhooks-spec) bespoke/paypal.ts",
    ],
  },
});
