import { defineProvider } from "./provider.ts";

export const bigcommerce = defineProvider({
  id: "bigcommerce",
  name: "BigCommerce",
  docs: "https://developer.bigcommerce.com/docs/integrations/webhooks",
  signature: (options) => ({ scheme: "token", header: String(options.header).toLowerCase() }),
  options: {
    header: {
      about: "The header that was set when the webhook was created.",
      type: "string",
      default: "X-Webhook-Token",
    },
  },
  key: null,
  keyNote:
    'The body\'s `hash` is a hash of the payload, not an event id: two equal changes share it. Use it by `key: { json: "hash" }` if that suits you.',
  type: "{json:scope}",
  ack: { status: 200 },
  retry: "up to 48 h, then disabled",
  evidence: {
    signature: "read in code of webhook-co/webhook (packages/webhooks-spec)",
    operations: "unverified",
    sources: ["webhook-co/webhook (packages/webhooks-spec)"],
  },
});
