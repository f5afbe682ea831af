import { defineProvider } from "./provider.ts";

export const mux = defineProvider({
  id: "mux",
  name: "Mux",
  docs: "https://www.mux.com/docs/core/verify-webhook-signatures",
  signature: {
    scheme: "hmac",
    hash: "sha256",
    header: "mux-signature",
    encoding: "hex",
    fields: { separator: ",", signature: "v1", once: ["t"] },
    signed: "{timestamp}.{body}",
    time: { at: "{field:t}", unit: "s", tolerance: 300_000, because: "documented" },
  },
  key: "{json:id}",
  type: "{json:type}",
  ack: { status: 202 },
  timeout: "5 s",
  retry: "24 h",
  rotation: "several v1",
  evidence: {
    signature: "read in code of muxinc/mux-node-sdk",
    operations: "unverified",
    sources: ["muxinc/mux-node-sdk src/resources/webhooks/webhooks.ts"],
  },
});
