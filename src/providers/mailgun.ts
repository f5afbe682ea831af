import { defineProvider } from "./provider.ts";

export const mailgun = defineProvider({
  id: "mailgun",
  name: "Mailgun",
  docs: "https://documentation.mailgun.com/docs/mailgun/user-manual/webhooks/securing-webhooks",
  signature: {
    scheme: "variants",
    variants: [
      {
        header: "content-type",
        matches: "^application/x-www-form-urlencoded",
        signature: {
          scheme: "hmac",
          hash: "sha256",
          at: "{form:signature}",
          encoding: "hex",
          signed: "{form:timestamp}{form:token}",
          time: { at: "{form:timestamp}", unit: "s", tolerance: 43_200_000, because: "retries last 8 h; ours" },
        },
      },
      {
        signature: {
          scheme: "hmac",
          hash: "sha256",
          at: "{json:signature.signature}",
          encoding: "hex",
          signed: "{json:signature.timestamp}{json:signature.token}",
          time: {
            at: "{json:signature.timestamp}",
            unit: "s",
            tolerance: 43_200_000,
            because: "retries last 8 h; ours",
          },
        },
      },
    ],
  },
  key: ["{json:event-data.id}"],
  type: ["{json:event-data.event}", "{form:event}"],
  ack: { status: 200 },
  retry: "over 8 h: 10, 10, 15, 30 min, 1, 2, 4 h",
  notes: [
    "Only time and token are signed: the payload itself is not. Whoever has seen one request can send another body with it until the window closes.",
  ],
  evidence: {
    signature: "read in code of webhook-co/webhook (packages/webhooks-spec)",
    operations: "unverified",
    sources: [
      "webhook-co/webhook (packages/webhooks-spec) config mailgun",
      "documentation.mailgun.com securing-webhooks (cited there)",
    ],
  },
});
