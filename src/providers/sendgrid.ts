import { defineProvider } from "./provider.ts";

export const sendgrid = defineProvider({
  id: "sendgrid",
  name: "SendGrid Event Webhook",
  docs: "https://www.twilio.com/docs/sendgrid/for-developers/tracking-events/getting-started-event-webhook-security-features",
  console: "Settings, Mail Settings, Event Webhooks, Create new webhook",
  signature: {
    scheme: "ecdsa",
    hash: "sha256",
    key: "spki-base64",
    header: "x-twilio-email-event-webhook-signature",
    encoding: "base64",
    signed: "{timestamp}{body}",
    time: {
      at: "{header:x-twilio-email-event-webhook-timestamp}",
      unit: "s",
      tolerance: 300_000,
      because: "none documented; ours",
    },
  },
  key: "{json:[*].sg_event_id}",
  keyNote: "The ids of all events of the batch.",
  type: "{json:[*].event}",
  ack: { status: 202 },
  retry: "up to 24 h",
  notes: ["Body is a JSON array ending in CRLF, CRLF between events: trimming breaks the signature."],
  evidence: {
    signature: "read in code of sendgrid/sendgrid-nodejs",
    operations: "unverified",
    sources: ["sendgrid/sendgrid-nodejs packages/eventwebhook"],
  },
});
