import { defineProvider } from "./provider.ts";

export const paddle = defineProvider({
  id: "paddle",
  name: "Paddle Billing",
  docs: "https://developer.paddle.com/webhooks/signature-verification",
  signature: {
    scheme: "hmac",
    hash: "sha256",
    header: "paddle-signature",
    encoding: "hex",
    fields: { separator: ";", signature: "h1", once: ["ts"] },
    signed: "{timestamp}:{body}",
    time: { at: "{field:ts}", unit: "s", tolerance: 5000, because: "official SDK" },
  },
  key: "{json:event_id}",
  keyNote: "event_id names the event; notification_id names one delivery of it.",
  type: "{json:event_type}",
  ack: { status: 200 },
  timeout: "5 s",
  retry: "live: 60 in 3 days; sandbox: 3 in 15 min",
  rotation: "several h1",
  notes: ["A 5-second window breaks any queue or slow clock: make it configurable."],
  evidence: {
    signature: "read in code of PaddleHQ/paddle-node-sdk",
    operations: "unverified",
    sources: ["PaddleHQ/paddle-node-sdk src/notifications/helpers/webhooks-validator.ts"],
  },
});
