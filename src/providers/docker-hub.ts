import { defineProvider } from "./provider.ts";

export const dockerHub = defineProvider({
  id: "docker-hub",
  name: "Docker Hub",
  docs: "https://docs.docker.com/docker-hub/repos/manage/webhooks/",
  signature: { scheme: "token", at: "{query:token}" },
  key: null,
  keyNote: "push_data.pushed_at and push_data.tag come nearest.",
  ack: { status: 202 },
  notes: [
    "Docker Hub signs nothing: put the secret into the URL, as `?token=…`. It then stands in access logs.",
    "Never call `callback_url` without checking its host.",
  ],
  evidence: { signature: "unverified", operations: "unverified", sources: ["public receivers"] },
});
