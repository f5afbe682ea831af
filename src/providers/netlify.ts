import { defineProvider } from "./provider.ts";

export const netlify = defineProvider({
  id: "netlify",
  name: "Netlify",
  docs: "https://docs.netlify.com/deploy/deploy-notifications/",
  signature: {
    scheme: "jwt",
    header: "x-webhook-signature",
    algorithms: ["HS256"],
    claims: { iss: "netlify" },
    bodyHash: { claim: "sha256", encoding: "hex" },
    leeway: 60_000,
  },
  key: "{json:id}:{json:state}",
  keyNote: "The deploy's id and its state.",
  type: ["{header:x-netlify-event}", "{json:state}"],
  evidence: {
    signature: "read in code of webhook-co/webhook (packages/webhooks-spec)",
    operations: "unverified",
    sources: ["webhook-co/webhook (packages/webhooks-spec) bespoke/netlify.ts"],
  },
});
