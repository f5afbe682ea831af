import { defineProvider } from "./provider.ts";

export const gitea = defineProvider({
  id: "gitea",
  name: "Gitea / Forgejo",
  docs: "https://forgejo.org/docs/latest/user/webhooks/",
  signature: {
    scheme: "variants",
    variants: [
      {
        header: "x-forgejo-signature",
        signature: { scheme: "hmac", hash: "sha256", header: "x-forgejo-signature", encoding: "hex", signed: "{body}" },
      },
      {
        header: "x-gitea-signature",
        signature: { scheme: "hmac", hash: "sha256", header: "x-gitea-signature", encoding: "hex", signed: "{body}" },
      },
    ],
  },
  key: ["{header:x-forgejo-delivery}", "{header:x-gitea-delivery}"],
  type: ["{header:x-forgejo-event}", "{header:x-gitea-event}"],
  notes: ["If X-Forgejo-Signature is present check that one only."],
  evidence: {
    signature: "read in docs (third party)",
    operations: "unverified",
    sources: ["docs.rs vgi-forge-forgejo, isb-apps"],
  },
});
