import { defineProvider } from "./provider.ts";

export const oncehub = defineProvider({
  id: "oncehub",
  name: "OnceHub",
  docs: "https://developers.oncehub.com/docs/webhook-signatures",
  signature: {
    scheme: "hmac",
    hash: "sha256",
    header: "oncehub-signature",
    encoding: "hex",
    fields: { separator: ",", signature: "s", once: ["t"] },
    signed: "{timestamp}.{body}",
    time: { at: "{field:t}", unit: "s", tolerance: 300_000, because: "none documented; ours" },
  },
  key: "{json:id}",
  type: "{json:type}",
  evidence: {
    signature: "read in docs",
    operations: "unverified",
    sources: ["scheduleonce/developer-center webhook-signatures.md"],
  },
});
