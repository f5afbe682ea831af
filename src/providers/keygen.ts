import { makeKeygen } from "../verify/odd/keygen.ts";
import { defineProvider } from "./provider.ts";

export const keygen = defineProvider({
  id: "keygen",
  name: "Keygen",
  docs: "https://keygen.sh/docs/api/webhooks/",
  signature: { scheme: "odd", odd: "keygen", make: makeKeygen, header: "keygen-signature" },
  key: "{json:data.id}",
  type: "{json:data.attributes.event}",
  notes: ["The secret is the account's Ed25519 public key, in hex."],
  evidence: {
    signature: "read in code of webhook-co/webhook (packages/webhooks-spec)",
    operations: "unverified",
    sources: ["webhook-co/webhook (packages/webhooks-spec)"],
  },
});
