import { defineProvider } from "./provider.ts";

export const circleci = defineProvider({
  id: "circleci",
  name: "CircleCI",
  docs: "https://circleci.com/docs/guides/integration/outbound-webhooks/",
  signature: {
    scheme: "hmac",
    hash: "sha256",
    header: "circleci-signature",
    encoding: "hex",
    signed: "{body}",
    fields: { separator: ",", signature: "v1" },
  },
  key: "{json:id}",
  type: ["{header:circleci-event-type}", "{json:type}"],
  ack: { status: 202 },
  timeout: "10 s",
  retry: "later, unspecified",
  notes: ["List is versions, not keys: check only the latest known type (downgrade)."],
  evidence: {
    signature: "read in docs",
    operations: "read in docs",
    sources: ["circleci/circleci-docs outbound-webhooks.adoc"],
  },
});
