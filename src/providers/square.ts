import { defineProvider } from "./provider.ts";

export const square = defineProvider({
  id: "square",
  name: "Square",
  docs: "https://developer.squareup.com/docs/webhooks/step3validate",
  console: "developer.squareup.com, your application, Webhooks, Subscriptions, Add subscription",
  signature: {
    scheme: "hmac",
    hash: "sha256",
    header: "x-square-hmacsha256-signature",
    encoding: "base64",
    signed: "{url}{body}",
  },
  key: "{json:event_id}",
  type: "{json:type}",
  ack: { status: 202 },
  timeout: "10 s",
  retry: "up to 24 h (header square-retry-number)",
  notes: [
    "The URL is the one that is set up at Square: behind a proxy, set `publicUrl` or the option `url`.",
    "The older X-Square-Signature (SHA-1) is not looked at.",
  ],
  evidence: {
    signature: "read in code of square/square-nodejs-sdk; docs vector reproduced",
    operations: "unverified",
    sources: ["square/square-nodejs-sdk src/wrapper/WebhooksHelper.ts"],
  },
});
