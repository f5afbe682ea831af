import { defineProvider } from "./provider.ts";

export const messagebird = defineProvider({
  id: "messagebird",
  name: "MessageBird / Bird",
  docs: "https://developers.messagebird.com/api/#verifying-http-requests",
  signature: {
    scheme: "jwt",
    header: "messagebird-signature-jwt",
    algorithms: ["HS256", "HS384", "HS512"],
    claims: { iss: "MessageBird" },
    requires: ["nbf", "exp", "jti"],
    bodyHash: { claim: "payload_hash", encoding: "hex", absentWhenEmpty: true },
    urlHash: { claim: "url_hash", kind: "url" },
    leeway: 1000,
  },
  key: "{claim:messagebird-signature-jwt.jti}",
  type: ["{json:type}", "{json:event}"],
  methods: ["GET", "PUT", "PATCH", "DELETE"],
  notes: [
    "payload_hash absent means empty body; a body with no claim, or a claim with no body, must be refused. alg none refused.",
  ],
  evidence: {
    signature: "read in code of messagebird/go-rest-api",
    operations: "unverified",
    sources: ["messagebird/go-rest-api"],
  },
});
