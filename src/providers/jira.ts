import { defineProvider } from "./provider.ts";

export const jira = defineProvider({
  id: "jira",
  name: "Jira Cloud system/admin webhooks",
  docs: "https://developer.atlassian.com/cloud/jira/platform/webhooks/",
  signature: {
    scheme: "variants",
    variants: [
      {
        header: "x-hub-signature",
        matches: "^sha512=",
        signature: {
          scheme: "hmac",
          hash: "sha512",
          header: "x-hub-signature",
          prefix: "sha512=",
          encoding: "hex",
          signed: "{body}",
        },
      },
      {
        signature: {
          scheme: "hmac",
          hash: "sha256",
          header: "x-hub-signature",
          prefix: "sha256=",
          encoding: "hex",
          signed: "{body}",
        },
      },
    ],
  },
  key: "{header:x-atlassian-webhook-identifier}",
  type: "{json:webhookEvent}",
  ack: { status: 202 },
  retry: "up to 5, X-Atlassian-Webhook-Retry header",
  notes: [
    "Atlassian may change the method that stands before the signature: SHA-256 and SHA-512 are taken, weaker ones are not.",
  ],
  evidence: {
    signature: "read in code of public repositories quoting the docs; vector reproduced",
    operations: "unverified",
    sources: ["Atlassian docs quoted in public repositories"],
  },
});
