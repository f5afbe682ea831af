import { defineProvider } from "./provider.ts";

export const vonage = defineProvider({
  id: "vonage",
  name: "Vonage",
  docs: "https://developer.vonage.com/en/getting-started/concepts/webhooks",
  signature: {
    scheme: "jwt",
    header: "authorization",
    prefix: "Bearer ",
    algorithms: ["HS256"],
    claims: { iss: "Vonage" },
    bodyHash: { claim: "payload_hash", encoding: "hex" },
    leeway: 60_000,
    maxAge: 300_000,
  },
  key: "{claim:authorization.jti}",
  keyNote: "The token's own id: a retry may carry a new one.",
  type: ["{json:status}", "{json:message_type}"],
  evidence: {
    signature: "read in code of webhook-co/webhook (packages/webhooks-spec)",
    operations: "unverified",
    sources: ["webhook-co/webhook (packages/webhooks-spec)"],
  },
});
