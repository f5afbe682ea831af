import { defineProvider } from "./provider.ts";

export const hookdeck = defineProvider({
  id: "hookdeck",
  name: "Hookdeck Event Gateway",
  docs: "https://hookdeck.com/docs/authentication",
  signature: { scheme: "hmac", hash: "sha256", header: "x-hookdeck-signature", encoding: "base64", signed: "{body}" },
  key: "{header:x-hookdeck-eventid}",
  type: ["{json:type}", "{json:event}"],
  evidence: {
    signature: "read in docs",
    operations: "unverified",
    sources: ["hookdeck/webhook-skills skills/hookdeck-event-gateway/references/verification.md"],
  },
});
