import { defineProvider } from "./provider.ts";

export const airship = defineProvider({
  id: "airship",
  name: "Airship",
  docs: "https://docs.airship.com/",
  signature: {
    scheme: "hmac",
    hash: "sha256",
    header: "x-ua-signature",
    encoding: "hex",
    signed: "{timestamp}:{body}",
    time: { at: "{header:x-ua-timestamp}", unit: "s", tolerance: 300_000, because: "none documented; ours" },
  },
  key: null,
  keyNote: "No event id was found in its documentation: set `key` of the source to what makes an event unique.",
  type: "{json:type}",
  evidence: {
    signature: "read in code of webhook-co/webhook (packages/webhooks-spec)",
    operations: "unverified",
    sources: ["webhook-co/webhook (packages/webhooks-spec)"],
  },
});
