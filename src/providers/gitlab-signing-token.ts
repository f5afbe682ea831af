import { standardWebhooks } from "./families.ts";
import { defineProvider } from "./provider.ts";

export const gitlabSigningToken = defineProvider({
  id: "gitlab-signing-token",
  name: "GitLab (signing token, Standard Webhooks)",
  docs: "https://docs.gitlab.com/user/project/integrations/webhooks/",
  signature: standardWebhooks("webhook-"),
  key: "{header:webhook-id}",
  type: ["{header:x-gitlab-event}", "{json:object_kind}"],
  notes: ["New (2026), opt-in beside the secret token.", "If a signature is present do not fall back to the token."],
  evidence: {
    signature: "read in docs (merge request) and read in code of public receivers",
    operations: "unverified",
    sources: ["gitlab.com MR 230944"],
  },
});
