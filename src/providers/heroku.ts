import { defineProvider } from "./provider.ts";

export const heroku = defineProvider({
  id: "heroku",
  name: "Heroku",
  docs: "https://devcenter.heroku.com/articles/app-webhooks",
  signature: {
    scheme: "hmac",
    hash: "sha256",
    header: "heroku-webhook-hmac-sha256",
    encoding: "base64",
    signed: "{body}",
  },
  key: "{json:id}",
  type: ["{json:webhook_metadata.event.include}.{json:action}"],
  ack: { status: 202 },
  retry: "up to 72 h",
  evidence: {
    signature: "read in code of webhook-co/webhook (packages/webhooks-spec)",
    operations: "unverified",
    sources: ["webhook-co/webhook (packages/webhooks-spec)"],
  },
});
