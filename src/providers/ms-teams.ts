import { defineProvider } from "./provider.ts";

export const msTeams = defineProvider({
  id: "ms-teams",
  name: "Microsoft Teams outgoing webhook",
  docs: "https://learn.microsoft.com/microsoftteams/platform/webhooks-and-connectors/how-to/add-outgoing-webhook",
  signature: {
    scheme: "hmac",
    hash: "sha256",
    header: "authorization",
    prefix: "HMAC ",
    encoding: "base64",
    key: "base64",
    signed: "{body}",
  },
  key: "{json:id}",
  type: "{json:type}",
  evidence: {
    signature: "read in code of webhook-co/webhook (packages/webhooks-spec)",
    operations: "unverified",
    sources: ["webhook-co/webhook (packages/webhooks-spec)"],
  },
});
