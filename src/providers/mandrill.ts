import { defineProvider } from "./provider.ts";

export const mandrill = defineProvider({
  id: "mandrill",
  name: "Mandrill",
  docs: "https://mailchimp.com/developer/transactional/guides/track-respond-activity-webhooks/",
  signature: {
    scheme: "hmac",
    hash: "sha1",
    header: "x-mandrill-signature",
    encoding: "base64",
    signed: "{url}{sortedForm}",
  },
  key: null,
  keyNote: "The field mandrill_events holds a list of events as JSON, each with its own _id.",
  contentTypes: ["application/x-www-form-urlencoded"],
  greetings: [{ name: "HEAD", when: { method: "HEAD" }, answer: { status: 200 } }],
  evidence: {
    signature: "read in code of webhook-co/webhook (packages/webhooks-spec)",
    operations: "unverified",
    greeting: "from memory",
    sources: ["webhook-co/webhook (packages/webhooks-spec)"],
  },
});
