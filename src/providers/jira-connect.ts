import { defineProvider } from "./provider.ts";

export const jiraConnect = defineProvider({
  id: "jira-connect",
  name: "Atlassian Connect apps",
  docs: "https://developer.atlassian.com/cloud/jira/platform/understanding-jwt-for-connect-apps/",
  signature: {
    scheme: "jwt",
    header: "authorization",
    prefix: "JWT ",
    algorithms: ["HS256"],
    requires: ["iss", "iat", "exp", "qsh"],
    urlHash: { claim: "qsh", kind: "qsh" },
    leeway: 60_000,
    maxAge: 600_000,
  },
  options: { basePath: { about: "Path of the app's base URL, which the hash leaves out: `/jira`.", type: "string" } },
  key: "{header:x-atlassian-webhook-identifier}",
  type: "{json:webhookEvent}",
  notes: [
    "The token binds method, path and query, not the body.",
    "A token for a browser context (qsh `context-qsh`) is refused.",
  ],
  evidence: {
    signature: "read in code of webhook-co/webhook (packages/webhooks-spec)",
    operations: "unverified",
    sources: ["webhook-co/webhook (packages/webhooks-spec) bespoke/jira-connect.ts"],
  },
});
