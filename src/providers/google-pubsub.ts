import { defineProvider } from "./provider.ts";

export const googlePubsub = defineProvider({
  id: "google-pubsub",
  name: "Google Pub/Sub push",
  docs: "https://cloud.google.com/pubsub/docs/authenticate-push-subscriptions",
  signature: (options) => ({
    scheme: "jwt",
    header: "authorization",
    prefix: "Bearer ",
    algorithms: ["RS256"],
    fetch: { kind: "jwks", url: "https://www.googleapis.com/oauth2/v3/certs", hosts: ["www\\.googleapis\\.com"] },
    requires: ["exp", "iat"],
    claims: {
      iss: "https://accounts.google.com",
      aud: options.audience === undefined ? "{url}" : "{option:audience}",
      email: "{option:serviceAccount}",
      email_verified: "true",
    },
    leeway: 60_000,
  }),
  options: {
    serviceAccount: {
      about: "E-mail of the service account that the subscription pushes as.",
      type: "string",
      required: true,
    },
    audience: { about: "The audience that was set; left out: the push URL.", type: "string" },
  },
  key: "{json:message.messageId}",
  type: "{json:message.attributes.eventType}",
  ack: { status: 202 },
  timeout: "ack deadline (10 s default)",
  retry: "until acked or retention ends (7 days)",
  notes: [
    "The body is not bound by the token.",
    "The service account is required: Google signs tokens for every project alike.",
  ],
  evidence: {
    signature: "read in docs; also in code of public receivers",
    operations: "unverified",
    sources: ["public receivers"],
  },
});
