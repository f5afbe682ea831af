import { defineProvider } from "./provider.ts";

export const travisCi = defineProvider({
  id: "travis-ci",
  name: "Travis CI",
  docs: "https://docs.travis-ci.com/user/notifications/#configuring-webhook-notifications",
  signature: {
    scheme: "rsa",
    hash: "sha1",
    key: "fetched",
    fetch: {
      kind: "json",
      url: "https://api.travis-ci.com/config",
      hosts: ["api\\.travis-ci\\.com"],
      pick: "config.notifications.webhook.public_key",
    },
    header: "signature",
    encoding: "base64",
    signed: "{form:payload}",
  },
  key: "{json:id}:{json:state}",
  keyNote: "The build's id and its state: one build is told of when it starts and when it ends.",
  type: "{json:state}",
  jsonField: "payload",
  contentTypes: ["application/x-www-form-urlencoded"],
  ack: { status: 202 },
  notes: ["Only the form field `payload` is signed; nothing else of the body is."],
  evidence: {
    signature: "read in code of several public receivers that follow the docs",
    operations: "unverified",
    sources: ["public receivers"],
  },
});
