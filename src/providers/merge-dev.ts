import { defineProvider } from "./provider.ts";

export const mergeDev = defineProvider({
  id: "merge-dev",
  name: "Merge",
  docs: "https://docs.merge.dev/basics/webhooks/merge-webhooks/",
  signature: {
    scheme: "hmac",
    hash: "sha256",
    header: "x-merge-webhook-signature",
    encoding: "base64url-any",
    signed: "{body}",
  },
  key: null,
  keyNote: "No event id was found in its documentation: set `key` of the source to what makes an event unique.",
  type: "{json:hook.event}",
  evidence: {
    signature: "read in code of webhook-co/webhook (packages/webhooks-spec)",
    operations: "unverified",
    sources: ["webhook-co/webhook (packages/webhooks-spec)"],
  },
});
