import { defineProvider } from "./provider.ts";

export const sanity = defineProvider({
  id: "sanity",
  name: "Sanity",
  docs: "https://www.sanity.io/docs/content-lake/webhooks",
  signature: {
    scheme: "hmac",
    hash: "sha256",
    header: "sanity-webhook-signature",
    encoding: "base64url",
    fields: { separator: ",", signature: "v1", once: ["t"] },
    signed: "{timestamp}.{body}",
    time: { at: "{field:t}", unit: "ms", tolerance: 300_000, because: "none documented; ours" },
  },
  key: "{header:idempotency-key}",
  type: "{header:sanity-operation}",
  ack: { status: 202 },
  notes: ["Official negative vector differs only in unused base64 bits: a decode-then-compare verifier accepts it."],
  evidence: {
    signature: "read in code of sanity-io/webhook-toolkit",
    operations: "unverified",
    sources: ["sanity-io/webhook-toolkit src/signature.ts"],
  },
});
