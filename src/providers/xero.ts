import { defineProvider } from "./provider.ts";

export const xero = defineProvider({
  id: "xero",
  name: "Xero",
  docs: "https://developer.xero.com/documentation/guides/webhooks/configuring-your-server/",
  signature: { scheme: "hmac", hash: "sha256", header: "x-xero-signature", encoding: "base64", signed: "{body}" },
  key: "{json:firstEventSequence}:{json:lastEventSequence}[:{json:entropy}]",
  keyNote: "The range of sequence numbers of the batch.",
  type: "{json:events[*].eventCategory}.{json:events[0].eventType}",
  greetings: [
    { name: "intent to receive", signed: true, when: { json: { "events.length": 0 } }, answer: { status: 200 } },
  ],
  ack: { status: 200, empty: true },
  rejectStatus: 401,
  timeout: "5 s",
  retry: "decreasing frequency for 24 h, then disabled",
  evidence: {
    signature: "read in docs",
    operations: "read in docs",
    greeting: "read in docs",
    sources: ["developer.xero.com/documentation/webhooks/configuring-your-server"],
  },
});
