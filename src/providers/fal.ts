import { defineProvider } from "./provider.ts";

export const fal = defineProvider({
  id: "fal",
  name: "fal.ai",
  docs: "https://docs.fal.ai/model-apis/model-endpoints/webhooks",
  signature: {
    scheme: "ed25519",
    key: "fetched",
    fetch: { kind: "jwks", url: "https://rest.alpha.fal.ai/.well-known/jwks.json", hosts: ["rest\\.alpha\\.fal\\.ai"] },
    header: "x-fal-webhook-signature",
    encoding: "hex",
    signed: "{header:x-fal-webhook-request-id}\n{header:x-fal-webhook-user-id}\n{timestamp}\n{sha256:hex}",
    time: { at: "{header:x-fal-webhook-timestamp}", unit: "s", tolerance: 300_000, because: "none documented; ours" },
  },
  key: "{header:x-fal-webhook-request-id}",
  type: "{json:status}",
  evidence: { signature: "read in code of Hookflo/tern", operations: "unverified", sources: ["Hookflo/tern"] },
});
