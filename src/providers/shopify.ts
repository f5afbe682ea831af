import { defineProvider } from "./provider.ts";
import type { HmacSignature } from "./signature.ts";

const hmac = (header: string): HmacSignature => ({
  scheme: "hmac",
  hash: "sha256",
  header,
  encoding: "base64",
  signed: "{body}",
});

export const shopify = defineProvider({
  id: "shopify",
  name: "Shopify",
  docs: "https://shopify.dev/docs/apps/build/webhooks/subscribe/https",
  console: "the store's admin, Settings, Notifications, Webhooks, Create webhook; an app names it in shopify.app.toml",
  signature: {
    scheme: "variants",
    variants: [
      { header: "x-shopify-hmac-sha256", signature: hmac("x-shopify-hmac-sha256") },
      { header: "shopify-hmac-sha256", signature: hmac("shopify-hmac-sha256") },
    ],
  },
  key: ["{header:x-shopify-webhook-id}", "{header:shopify-webhook-id}"],
  type: ["{header:x-shopify-topic}", "{header:shopify-topic}"],
  order: {
    by: ["{json:admin_graphql_api_id}", "{header:x-shopify-shop-domain}[/{header:x-shopify-topic}]/{json:id}"],
    version: ["{json:updated_at}", "{header:x-shopify-triggered-at}"],
  },
  ack: { status: 200 },
  timeout: "5 s (1 s to connect)",
  retry: "8 times over 4 h, then the subscription may be removed",
  notes: ["The secret is the app's client secret.", "Newer subscriptions send the same headers without `X-`."],
  evidence: {
    signature: "read in code of Shopify/shopify-app-js; vectors reproduced",
    sources: ["Shopify/shopify-app-js packages/apps/shopify-api/lib/webhooks"],
  },
});
