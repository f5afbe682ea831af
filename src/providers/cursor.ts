import { defineProvider } from "./provider.ts";

export const cursor = defineProvider({
  id: "cursor",
  name: "Cursor",
  docs: "https://cursor.com/docs/background-agent/api/webhooks",
  signature: {
    scheme: "hmac",
    hash: "sha256",
    header: "x-webhook-signature",
    prefix: "sha256=",
    encoding: "hex",
    signed: "{body}",
  },
  key: null,
  keyNote: "No event id was found in its documentation: set `key` of the source to what makes an event unique.",
  type: ["{json:event}", "{header:x-webhook-event}"],
  evidence: {
    signature: "read in code of hookdeck/webhook-skills",
    operations: "unverified",
    sources: ["hookdeck/webhook-skills"],
  },
});
