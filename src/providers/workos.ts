import { defineProvider } from "./provider.ts";

export const workos = defineProvider({
  id: "workos",
  name: "WorkOS",
  docs: "https://workos.com/docs/events/data-syncing/webhooks",
  signature: {
    scheme: "hmac",
    hash: "sha256",
    header: "workos-signature",
    encoding: "hex",
    fields: { separator: ",", signature: "v1", once: ["t"], spaced: true },
    signed: "{timestamp}.{body}",
    time: { at: "{field:t}", unit: "ms", tolerance: 180_000, because: "documented" },
  },
  key: "{json:id}",
  type: "{json:event}",
  ack: { status: 200 },
  retry: "6 over 3 days",
  notes: ["workos-node tests use Date.now()*1000 as t: only passes because future times are not refused."],
  evidence: {
    signature: "read in code of workos/workos-node",
    operations: "unverified",
    sources: ["workos/workos-node", "workos/workos-python"],
  },
});
