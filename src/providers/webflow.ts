import { defineProvider } from "./provider.ts";

export const webflow = defineProvider({
  id: "webflow",
  name: "Webflow",
  docs: "https://developers.webflow.com/data/docs/working-with-webhooks",
  signature: {
    scheme: "hmac",
    hash: "sha256",
    header: "x-webflow-signature",
    encoding: "hex",
    signed: "{timestamp}:{body}",
    time: { at: "{header:x-webflow-timestamp}", unit: "s-or-ms", tolerance: 300_000, because: "documented" },
  },
  key: null,
  keyNote: "No event id was found in its documentation: set `key` of the source to what makes an event unique.",
  type: "{json:triggerType}",
  evidence: {
    signature: "read in code of hookdeck/webhook-skills",
    operations: "unverified",
    sources: ["hookdeck/webhook-skills"],
  },
});
