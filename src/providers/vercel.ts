import { defineProvider } from "./provider.ts";

export const vercel = defineProvider({
  id: "vercel",
  name: "Vercel",
  docs: "https://vercel.com/docs/webhooks/webhooks-api",
  signature: { scheme: "hmac", hash: "sha1", header: "x-vercel-signature", encoding: "hex", signed: "{body}" },
  key: "{json:id}",
  type: "{json:type}",
  ack: { status: 202 },
  retry: "up to 24 h",
  notes: ["SHA-1, not SHA-256 (Hookflo/tern has it wrong)."],
  evidence: {
    signature: "read in code of webhook-co/webhook (packages/webhooks-spec) and hookdeck/webhook-skills",
    operations: "unverified",
    sources: ["webhook-co/webhook (packages/webhooks-spec)", "hookdeck/webhook-skills skills/vercel-webhooks"],
  },
});
