import { defineProvider } from "./provider.ts";

export const mongodbAtlas = defineProvider({
  id: "mongodb-atlas",
  name: "MongoDB Atlas",
  docs: "https://www.mongodb.com/docs/atlas/reference/api-resources-spec/",
  signature: { scheme: "hmac", hash: "sha1", header: "x-mms-signature", encoding: "base64", signed: "{body}" },
  key: "{json:id}:{json:status}[:{json:updated}]",
  keyNote: "The alert's id, its status and the time of its change.",
  type: "{json:eventTypeName}",
  evidence: {
    signature: "read in code of webhook-co/webhook (packages/webhooks-spec)",
    operations: "unverified",
    sources: ["webhook-co/webhook (packages/webhooks-spec)"],
  },
});
