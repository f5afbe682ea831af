import { defineProvider } from "./provider.ts";

export const gocardless = defineProvider({
  id: "gocardless",
  name: "GoCardless",
  docs: "https://developer.gocardless.com/getting-started/staying-up-to-date-with-webhooks/",
  signature: { scheme: "hmac", hash: "sha256", header: "webhook-signature", encoding: "hex", signed: "{body}" },
  key: "{json:events[*].id}",
  keyNote: "The ids of all events of the batch.",
  type: "{json:events[*].resource_type}.{json:events[0].action}",
  ack: { status: 202 },
  rejectStatus: 498,
  timeout: "10 s",
  retry: "up to 8, about hourly",
  evidence: {
    signature: "read in code of gocardless/gocardless-nodejs",
    operations: "unverified",
    sources: ["gocardless/gocardless-nodejs src/webhooks.ts"],
  },
});
