import { defineProvider } from "./provider.ts";

export const npm = defineProvider({
  id: "npm",
  name: "npm hooks",
  docs: "https://docs.npmjs.com/cli/v6/commands/npm-hook",
  signature: {
    scheme: "hmac",
    hash: "sha256",
    header: "x-npm-signature",
    prefix: "sha256=",
    encoding: "hex",
    signed: "{body}",
  },
  key: null,
  keyNote: "No event id is sent.",
  type: "{json:event}",
  ack: { status: 202 },
  notes: ["Feature of the registry hooks API; may be retired."],
  evidence: {
    signature: "read in code of webhook-co/webhook (packages/webhooks-spec)",
    operations: "unverified",
    sources: ["webhook-co/webhook (packages/webhooks-spec)"],
  },
});
