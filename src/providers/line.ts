import { defineProvider } from "./provider.ts";

export const line = defineProvider({
  id: "line",
  name: "LINE",
  docs: "https://developers.line.biz/en/docs/messaging-api/verify-webhook-signature/",
  signature: { scheme: "hmac", hash: "sha256", header: "x-line-signature", encoding: "base64", signed: "{body}" },
  key: "{json:events[*].webhookEventId}",
  keyNote: "The ids of all events of the batch.",
  type: "{json:events[*].type}",
  ack: { status: 200 },
  timeout: "about 2 s",
  retry: "redelivery only when switched on",
  evidence: {
    signature: "read in code of line/line-bot-sdk-nodejs",
    operations: "unverified",
    sources: ["line/line-bot-sdk-nodejs"],
  },
});
