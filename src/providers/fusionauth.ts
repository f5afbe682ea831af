import { defineProvider } from "./provider.ts";

export const fusionauth = defineProvider({
  id: "fusionauth",
  name: "FusionAuth",
  docs: "https://fusionauth.io/docs/extend/events-and-webhooks/signing",
  signature: {
    scheme: "jwt",
    header: "x-fusionauth-signature-jwt",
    algorithms: ["HS256", "HS384", "HS512", "RS256", "ES256", "EdDSA"],
    bodyHash: { claim: "request_body_sha256", encoding: "base64" },
    leeway: 60_000,
  },
  key: "{json:event.id}",
  type: "{json:event.type}",
  notes: [
    "The secret is the HMAC key, or the public key as PEM or JSON Web Key: its kind decides which algorithms count.",
    "Base64 here, hex at Plaid, for the same claim.",
  ],
  evidence: {
    signature: "read in code of hookdeck/webhook-skills",
    operations: "unverified",
    sources: ["hookdeck/webhook-skills"],
  },
});
