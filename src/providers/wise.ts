import { defineProvider } from "./provider.ts";

export const wise = defineProvider({
  id: "wise",
  name: "Wise",
  docs: "https://docs.wise.com/api-docs/features/webhooks-notifications/event-handling",
  signature: {
    scheme: "rsa",
    hash: "sha256",
    key: "pem",
    header: "x-signature-sha256",
    encoding: "base64",
    signed: "{body}",
  },
  key: "{header:x-delivery-id}",
  type: "{json:event_type}",
  notes: ["The secret is the public key that Wise publishes, in PEM; sandbox and production differ."],
  evidence: {
    signature: "read in code of transferwise/digital-signatures-examples",
    operations: "unverified",
    sources: ["transferwise/digital-signatures-examples"],
  },
});
