import { defineProvider } from "./provider.ts";

export const intercom = defineProvider({
  id: "intercom",
  name: "Intercom",
  docs: "https://developers.intercom.com/docs/webhooks/webhook-notifications",
  signature: {
    scheme: "hmac",
    hash: "sha1",
    header: "x-hub-signature",
    prefix: "sha1=",
    encoding: "hex",
    signed: "{body}",
  },
  key: "{json:id}",
  type: "{json:topic}",
  greetings: [{ name: "HEAD", when: { method: "HEAD" }, answer: { status: 200 } }],
  ack: { status: 200 },
  timeout: "5 s",
  retry: "once after 1 min; 410 disables",
  evidence: {
    signature: "read in docs",
    operations: "unverified",
    greeting: "from memory",
    sources: ["intercom-developer-hub.readme.io/reference/signed-notifications"],
  },
});
