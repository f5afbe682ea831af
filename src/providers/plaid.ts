import { makePlaid } from "../verify/odd/plaid.ts";
import { defineProvider } from "./provider.ts";

export const plaid = defineProvider({
  id: "plaid",
  name: "Plaid",
  docs: "https://plaid.com/docs/api/webhooks/webhook-verification/",
  signature: { scheme: "odd", odd: "plaid", make: makePlaid, header: "plaid-verification" },
  options: {
    environment: {
      about: "Where the account lives.",
      type: "string",
      values: ["production", "sandbox", "development"],
      default: "production",
    },
  },
  key: null,
  keyNote: "Plaid sends no event id.",
  type: "{json:webhook_type}.{json:webhook_code}",
  ack: { status: 200 },
  timeout: "10 s",
  retry: "up to 24 h",
  rotation: "key rotation by kid; expired_at on keys",
  notes: [
    "The secret is `client_id:secret`, with which the public key is fetched; or that key itself, as JSON Web Key.",
    "Any algorithm but ES256 is refused before a key is fetched.",
  ],
  evidence: {
    signature:
      "read in docs (header, alg, key); body claim read in code of webhook-co/webhook (packages/webhooks-spec)",
    operations: "unverified",
    sources: [
      "plaid.com/docs/api/webhooks/webhook-verification",
      "webhook-co/webhook (packages/webhooks-spec) bespoke/plaid.ts",
    ],
  },
});
