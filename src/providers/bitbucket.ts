import { defineProvider } from "./provider.ts";

export const bitbucket = defineProvider({
  id: "bitbucket",
  name: "Bitbucket Cloud",
  docs: "https://support.atlassian.com/bitbucket-cloud/docs/manage-webhooks/",
  console: "the repository, Repository settings, Webhooks, Add webhook",
  signature: {
    scheme: "hmac",
    hash: "sha256",
    header: "x-hub-signature",
    prefix: "sha256=",
    encoding: "hex",
    signed: "{body}",
  },
  key: ["{header:x-request-uuid}", "{header:x-request-id}"],
  type: "{header:x-event-key}",
  ack: { status: 202 },
  timeout: "10 s",
  retry: "2 more attempts on 5xx or timeout",
  notes: [
    "X-Hub-Signature carries SHA-256 here, but SHA-1 at GitHub/Facebook.",
    "Server/Data Center: X-Request-Id, same signature scheme.",
  ],
  evidence: {
    signature:
      "read in code of webhook-co/webhook (packages/webhooks-spec); docs vector reproduced; blog and issue read",
    operations: "unverified",
    sources: ["bitbucket.org/blog/enhanced-webhook-security", "adnanh/webhook issue 662", "Atlassian vector"],
  },
});
