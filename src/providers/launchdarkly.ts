import { defineProvider } from "./provider.ts";

export const launchdarkly = defineProvider({
  id: "launchdarkly",
  name: "LaunchDarkly",
  docs: "https://launchdarkly.com/docs/home/infrastructure/webhooks",
  signature: { scheme: "hmac", hash: "sha256", header: "x-ld-signature", encoding: "hex", signed: "{body}" },
  key: "{json:_id}",
  type: "{json:kind}",
  evidence: {
    signature: "read in code of webhook-co/webhook (packages/webhooks-spec)",
    operations: "unverified",
    sources: ["webhook-co/webhook (packages/webhooks-spec)"],
  },
});
