import { defineProvider } from "./provider.ts";

export const openai = defineProvider({
  id: "openai",
  name: "OpenAI",
  docs: "https://platform.openai.com/docs/guides/webhooks",
  signature: {
    scheme: "hmac",
    hash: "sha256",
    header: "webhook-signature",
    prefix: "v1,",
    prefixOptional: true,
    list: " ",
    encoding: "base64",
    key: "whsec-or-utf8",
    signed: "{header:webhook-id}.{timestamp}.{body}",
    time: { at: "{header:webhook-timestamp}", unit: "s", tolerance: 300_000, because: "documented" },
  },
  key: "{header:webhook-id}",
  type: "{json:type}",
  ack: { status: 202 },
  retry: "up to 72 h",
  rotation: "list of signatures",
  notes: ["Differs from the Standard Webhooks library, which base64-decodes unprefixed secrets."],
  evidence: {
    signature: "read in code of openai/openai-node",
    operations: "unverified",
    sources: ["openai/openai-node tests/lib/webhook-signature.test.ts"],
  },
});
