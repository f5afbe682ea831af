import { defineProvider } from "./provider.ts";

export const airtable = defineProvider({
  id: "airtable",
  name: "Airtable",
  docs: "https://airtable.com/developers/web/api/webhooks-overview",
  signature: {
    scheme: "hmac",
    hash: "sha256",
    header: "x-airtable-content-mac",
    prefix: "hmac-sha256=",
    encoding: "hex",
    key: "base64",
    signed: "{body}",
  },
  key: null,
  keyNote: "The ping holds no event: fetch the payloads by the API, from the last cursor on.",
  ack: { status: 200 },
  retry: "back-off; webhook expires after 7 days",
  evidence: {
    signature: "read in code of webhook-co/webhook (packages/webhooks-spec)",
    operations: "unverified",
    sources: ["webhook-co/webhook (packages/webhooks-spec)"],
  },
});
