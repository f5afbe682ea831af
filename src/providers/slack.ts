import { defineProvider } from "./provider.ts";

export const slack = defineProvider({
  id: "slack",
  name: "Slack",
  docs: "https://docs.slack.dev/authentication/verifying-requests-from-slack",
  console: "api.slack.com/apps, your app, Event Subscriptions, Request URL",
  signature: {
    scheme: "hmac",
    hash: "sha256",
    header: "x-slack-signature",
    prefix: "v0=",
    encoding: "hex",
    signed: "v0:{timestamp}:{body}",
    time: { at: "{header:x-slack-request-timestamp}", unit: "s", tolerance: 300_000, because: "documented" },
  },
  jsonField: "payload",
  key: ["{json:event_id}", "{form:trigger_id}", "{json:trigger_id}"],
  keyNote: "Slash commands and interactions are told apart by their trigger_id.",
  type: ["{json:event.type}", "{form:command}", "{json:type}"],
  greetings: [
    {
      name: "url_verification",
      signed: true,
      when: { json: { type: "url_verification" } },
      challenge: "{json:challenge}",
      answer: { status: 200, text: "{challenge}" },
    },
  ],
  ack: { status: 200, empty: true },
  timeout: "3 s",
  retry: "3: at once, after 1 min, after 5 min",
  rotation: "none in the request",
  notes: ["The answer to a slash command is shown to the user, so it is empty."],
  evidence: {
    signature: "read in code of slackapi/bolt-js; docs vector reproduced",
    greeting: "from memory",
    sources: ["slackapi/bolt-js", "Slack docs, worked example"],
  },
});
