import { defineProvider } from "./provider.ts";

export const ashby = defineProvider({
  id: "ashby",
  name: "Ashby",
  docs: "https://developers.ashbyhq.com/docs/authenticating-webhooks",
  signature: {
    scheme: "hmac",
    hash: "sha256",
    header: "ashby-signature",
    prefix: "sha256=",
    encoding: "hex",
    signed: "{body}",
  },
  key: null,
  keyNote: "No event id was found in its documentation: set `key` of the source to what makes an event unique.",
  type: "{json:action}",
  evidence: {
    signature: "read in code of webhook-co/webhook (packages/webhooks-spec)",
    operations: "unverified",
    sources: ["webhook-co/webhook (packages/webhooks-spec)"],
  },
});
