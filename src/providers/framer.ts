import { defineProvider } from "./provider.ts";

export const framer = defineProvider({
  id: "framer",
  name: "Framer",
  docs: "https://www.framer.com/developers/",
  signature: {
    scheme: "hmac",
    hash: "sha256",
    header: "framer-signature",
    prefix: "sha256=",
    encoding: "hex",
    signed: "{body}{header:framer-webhook-submission-id}",
  },
  key: "{header:framer-webhook-submission-id}",
  evidence: {
    signature: "read in code of webhook-co/webhook (packages/webhooks-spec)",
    operations: "unverified",
    sources: ["webhook-co/webhook (packages/webhooks-spec)"],
  },
});
