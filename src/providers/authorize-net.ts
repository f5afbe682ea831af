import { defineProvider } from "./provider.ts";

export const authorizeNet = defineProvider({
  id: "authorize-net",
  name: "Authorize.Net",
  docs: "https://developer.authorize.net/api/reference/features/webhooks.html",
  signature: {
    scheme: "hmac",
    hash: "sha512",
    header: "x-anet-signature",
    prefix: "sha512=",
    encoding: "hex-any",
    key: "hex",
    signed: "{body}",
  },
  key: "{json:notificationId}",
  type: "{json:eventType}",
  evidence: {
    signature: "read in code of webhook-co/webhook (packages/webhooks-spec)",
    operations: "unverified",
    sources: ["webhook-co/webhook (packages/webhooks-spec)"],
  },
});
