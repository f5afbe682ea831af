import { defineProvider } from "./provider.ts";

export const persona = defineProvider({
  id: "persona",
  name: "Persona",
  docs: "https://docs.withpersona.com/webhooks-best-practices",
  signature: {
    scheme: "hmac",
    hash: "sha256",
    header: "persona-signature",
    encoding: "hex",
    fields: { separator: ",", signature: "v1", once: ["t"], groups: true },
    signed: "{timestamp}.{body}",
    time: { at: "{field:t}", unit: "s", tolerance: 300_000, because: "none documented; ours" },
  },
  key: "{json:data.id}",
  type: "{json:data.attributes.name}",
  ack: { status: 202 },
  timeout: "5 s",
  rotation: "space-separated groups",
  evidence: {
    signature: "read in code of webhook-co/webhook (packages/webhooks-spec)",
    operations: "unverified",
    sources: ["webhook-co/webhook (packages/webhooks-spec)"],
  },
});
