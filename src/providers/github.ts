import { defineProvider } from "./provider.ts";

export const github = defineProvider({
  id: "github",
  name: "GitHub",
  docs: "https://docs.github.com/en/webhooks/using-webhooks/validating-webhook-deliveries",
  console: "the repository or the organization, Settings, Webhooks, Add webhook",
  signature: {
    scheme: "hmac",
    hash: "sha256",
    header: "x-hub-signature-256",
    prefix: "sha256=",
    encoding: "hex",
    signed: "{body}",
  },
  key: "{header:x-github-delivery}",
  type: "{header:x-github-event}[.{json:action}]",
  order: {
    by: [
      "{body:repository.full_name}#{body:pull_request.number}",
      "{body:repository.full_name}#{body:issue.number}",
      "{body:repository.full_name}@{body:ref}",
      "{body:repository.full_name}",
    ],
    version: ["{body:pull_request.updated_at}", "{body:issue.updated_at}"],
  },
  jsonField: "payload",
  contentTypes: ["application/json", "application/x-www-form-urlencoded"],
  ack: { status: 202 },
  timeout: "10 s (GitHub Enterprise Server: 30 s)",
  retry: "none by itself; redelivery by hand or API, with the same delivery id",
  rotation: "one secret for each hook: change it at GitHub and list both here meanwhile",
  notes: [
    "The delivery id is not signed: it stops honest repeats, not a replay by someone who has a signed body.",
    "The older X-Hub-Signature (SHA-1) is not looked at.",
  ],
  evidence: {
    signature: "read in docs; docs vector reproduced",
    operations: "read in docs",
    sources: [
      "github/docs validating-webhook-deliveries.md, best-practices-for-using-webhooks.md",
      "octokit/webhooks-methods.js",
    ],
  },
});
