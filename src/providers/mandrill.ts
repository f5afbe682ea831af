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
  keyNote: "_id names the message of an event, of which there may be several events.",
  type: "{json:[*].event}",
  jsonField: "mandrill_events",
  contentTypes: ["application/x-www-form-urlencoded"],
  greetings: [{ name: "HEAD", when: { method: "HEAD" }, answer: { status: 200 } }],
  evidence: {
    signature: "read in code of webhook-co/webhook (packages/webhooks-spec)",
    operations: "unverified",
    greeting: "from memory",
    sources: ["webhook-co/webhook (packages/webhooks-spec)"],
  },
});
