import { defineProvider } from "./provider.ts";

export const docusign = defineProvider({
  id: "docusign",
  name: "DocuSign Connect",
  docs: "https://developers.docusign.com/platform/webhooks/connect/setting-up-hmac/",
  signature: {
    scheme: "hmac",
    hash: "sha256",
    numbered: { header: "x-docusign-signature-", upTo: 100 },
    encoding: "base64",
    signed: "{body}",
  },
  key: "{json:data.envelopeId}:{json:event}[:{json:generatedDateTime}]",
  keyNote: "Envelope, event and time: DocuSign sends no delivery id.",
  type: "{json:event}",
  ack: { status: 202 },
  timeout: "100 s",
  retry: "growing gaps, up to days",
  rotation: "one header per configured key (up to 100)",
  notes: ["Deleting a key shifts the numbers below it."],
  evidence: {
    signature: "read in code of webhook-co/webhook (packages/webhooks-spec)",
    operations: "unverified",
    sources: ["webhook-co/webhook (packages/webhooks-spec)", "developers.docusign.com setting-up-hmac (cited there)"],
  },
});
