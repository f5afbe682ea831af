import { defineProvider } from "./provider.ts";

export const bolt = defineProvider({
  id: "bolt",
  name: "Bolt",
  docs: "https://help.bolt.com/developers/webhooks/",
  signature: { scheme: "hmac", hash: "sha256", header: "x-bolt-hmac-sha256", encoding: "base64", signed: "{body}" },
  key: null,
  keyNote: "No event id was found in its documentation: set `key` of the source to what makes an event unique.",
  type: "{json:type}",
  evidence: {
    signature: "read in code of webhook-co/webhook (packages/webhooks-spec)",
    sources: ["webhook-co/webhook (packages/webhooks-spec)"],
  },
});
