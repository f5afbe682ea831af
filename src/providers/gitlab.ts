import { defineProvider } from "./provider.ts";

export const gitlab = defineProvider({
  id: "gitlab",
  name: "GitLab (secret token)",
  docs: "https://docs.gitlab.com/user/project/integrations/webhooks/",
  console: "the project or the group, Settings, Webhooks, Add new webhook",
  signature: { scheme: "token", header: "x-gitlab-token" },
  key: [
    "{header:idempotency-key}",
    "{header:x-gitlab-event-uuid}:{header:x-gitlab-event}[:{json:ref}][:{json:object_attributes.id}][:{json:object_attributes.action}]",
  ],
  keyNote:
    "Idempotency-Key, which is the same on retries. Older GitLab: the event UUID, which several branch deletions of one push share, and so the ref and the object with it.",
  type: ["{header:x-gitlab-event}", "{json:object_kind}"],
  ack: { status: 202 },
  timeout: "10 s",
  retry: "failing hooks are backed off, then disabled",
  notes: [
    "The token proves the sender; the body is not signed. Newer GitLab can sign: use the provider `gitlab-signing-token`.",
  ],
  evidence: {
    signature: "read in docs",
    operations: "unverified",
    sources: ["gitlabhq/gitlabhq doc/user/project/integrations/webhooks.md", "gitlab.com MR 125338"],
  },
});
