import { defineProvider } from "./provider.ts";

export const adyenPlatform = defineProvider({
  id: "adyen-platform",
  name: "Adyen banking/management/platform webhooks",
  docs: "https://docs.adyen.com/development-resources/webhooks/secure-webhooks/verify-hmac-signatures",
  signature: {
    scheme: "hmac",
    hash: "sha256",
    header: "hmacsignature",
    encoding: "base64",
    key: "hex",
    signed: "{body}",
  },
  key: "{json:data.id}:{json:type}",
  keyNote: "data.id names the resource, so the event type is part of the key.",
  type: "{json:type}",
  ack: { status: 202 },
  timeout: "10 s",
  notes: ["SDK has a deprecated method whose parameters are swapped (validateBankingHMAC)."],
  evidence: {
    signature: "read in code of Adyen/adyen-node-api-library",
    operations: "unverified",
    sources: ["Adyen/adyen-node-api-library"],
  },
});
