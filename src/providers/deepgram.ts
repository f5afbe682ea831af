import { defineProvider } from "./provider.ts";

export const deepgram = defineProvider({
  id: "deepgram",
  name: "Deepgram",
  docs: "https://developers.deepgram.com/docs/callback",
  signature: { scheme: "token", header: "dg-token" },
  key: "{json:metadata.request_id}",
  keyNote: "The id of the request that asked for the callback.",
  evidence: {
    signature: "read in code of hookdeck/webhook-skills",
    operations: "unverified",
    sources: ["hookdeck/webhook-skills"],
  },
});
