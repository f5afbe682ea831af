import { defineProvider } from "./provider.ts";

export const buildkite = defineProvider({
  id: "buildkite",
  name: "Buildkite",
  docs: "https://buildkite.com/docs/apis/webhooks",
  signature: {
    scheme: "variants",
    variants: [
      {
        header: "x-buildkite-signature",
        signature: {
          scheme: "hmac",
          hash: "sha256",
          header: "x-buildkite-signature",
          encoding: "hex",
          fields: { separator: ",", signature: "signature", once: ["timestamp"] },
          signed: "{timestamp}.{body}",
          time: { at: "{field:timestamp}", unit: "s", tolerance: 300_000, because: "none documented; ours" },
        },
      },
      { signature: { scheme: "token", header: "x-buildkite-token" } },
    ],
  },
  key: null,
  keyNote: "Buildkite sends no event id; the build's id and state come nearest.",
  type: ["{header:x-buildkite-event}", "{json:event}"],
  ack: { status: 202 },
  evidence: {
    signature: "read in code of webhook-co/webhook (packages/webhooks-spec)",
    operations: "unverified",
    sources: ["webhook-co/webhook (packages/webhooks-spec)"],
  },
});
