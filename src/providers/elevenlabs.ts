import { defineProvider } from "./provider.ts";

export const elevenlabs = defineProvider({
  id: "elevenlabs",
  name: "ElevenLabs",
  docs: "https://elevenlabs.io/docs/overview/administration/webhooks",
  signature: {
    scheme: "hmac",
    hash: "sha256",
    header: "elevenlabs-signature",
    encoding: "hex",
    fields: { separator: ",", signature: "v0", once: ["t"] },
    signed: "{timestamp}.{body}",
    time: { at: "{field:t}", unit: "s", tolerance: 1_800_000, because: "documented" },
  },
  key: "{json:type}:{json:data.conversation_id}",
  keyNote: "The conversation and the kind of report: no event id is sent.",
  type: "{json:type}",
  ack: { status: 200 },
  retry: "disabled after 10 failures",
  evidence: {
    signature: "read in code of hookdeck/webhook-skills",
    operations: "unverified",
    sources: ["hookdeck/webhook-skills skills/elevenlabs-webhooks"],
  },
});
