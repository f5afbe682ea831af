import { defineProvider } from "./provider.ts";

export const auth0 = defineProvider({
  id: "auth0",
  name: "Auth0 log streams (webhook)",
  docs: "https://auth0.com/docs/customize/log-streams/custom-log-streams",
  signature: { scheme: "token", header: "authorization" },
  key: "{json:[*].log_id}",
  type: "{json:[*].data.type}",
  ack: { status: 202 },
  retry: "some, then stream paused",
  notes: ["The token proves the sender; the body is not signed. The secret is the whole value of the header."],
  evidence: { signature: "read in docs", operations: "unverified", sources: ["auth0.com/docs custom log streams"] },
});
