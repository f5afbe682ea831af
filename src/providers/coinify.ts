import { defineProvider } from "./provider.ts";

export const coinify = defineProvider({
  id: "coinify",
  name: "Coinify",
  docs: "https://coinify.readme.io/docs/webhook-signature",
  signature: {
    scheme: "hmac",
    hash: "sha256",
    header: "x-coinify-webhook-signature",
    encoding: "hex",
    signed: "{body}",
  },
  key: null,
  keyNote: "No event id was found in its documentation: set `key` of the source to what makes an event unique.",
  type: ["{json:event}", "{json:type}"],
  evidence: {
    signature: "read in docs; documented vector reproduced",
    operations: "unverified",
    sources: ["coinify.readme.io webhook-signature"],
  },
});
