import { defineProvider } from "./provider.ts";

export const doppler = defineProvider({
  id: "doppler",
  name: "Doppler",
  docs: "https://docs.doppler.com/docs/webhooks",
  signature: {
    scheme: "hmac",
    hash: "sha256",
    header: "x-doppler-signature",
    prefix: "sha256=",
    encoding: "hex",
    signed: "{body}",
  },
  key: null,
  keyNote: "No event id was found in its documentation: set `key` of the source to what makes an event unique.",
  type: "{json:type}",
  evidence: {
    signature: "read in code of webhook-co/webhook (packages/webhooks-spec)",
    operations: "unverified",
    sources: ["webhook-co/webhook (packages/webhooks-spec)"],
  },
});
