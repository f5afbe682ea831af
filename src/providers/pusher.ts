import { defineProvider } from "./provider.ts";

export const pusher = defineProvider({
  id: "pusher",
  name: "Pusher",
  docs: "https://pusher.com/docs/channels/server_api/webhooks/",
  signature: { scheme: "hmac", hash: "sha256", header: "x-pusher-signature", encoding: "hex", signed: "{body}" },
  key: null,
  keyNote: "No event id was found in its documentation: set `key` of the source to what makes an event unique.",
  type: "{json:events[*].name}",
  evidence: {
    signature: "read in code of webhook-co/webhook (packages/webhooks-spec)",
    operations: "unverified",
    sources: ["webhook-co/webhook (packages/webhooks-spec)"],
  },
});
