import { defineProvider } from "./provider.ts";

export const woocommerce = defineProvider({
  id: "woocommerce",
  name: "WooCommerce",
  docs: "https://woocommerce.github.io/woocommerce-rest-api-docs/#webhooks",
  signature: {
    scheme: "hmac",
    hash: "sha256",
    header: "x-wc-webhook-signature",
    encoding: "base64",
    key: "html-decoded",
    signed: "{body}",
  },
  key: "{header:x-wc-webhook-delivery-id}",
  type: "{header:x-wc-webhook-topic}",
  greetings: [
    { name: "ping on save", when: { json: { webhook_id: "*" }, only: ["webhook_id"] }, answer: { status: 200 } },
  ],
  ack: { status: 200 },
  retry: "none; 5 failures in a row disable",
  notes: [
    "The secret is given as the shop shows it: & < > and quotes are decoded as the shop does.",
    "The hash can be changed by a filter of the shop; SHA-256 is its default.",
  ],
  evidence: {
    signature: "read in code of woocommerce/woocommerce",
    operations: "unverified",
    greeting: "from memory",
    sources: ["woocommerce class-wc-webhook.php"],
  },
});
