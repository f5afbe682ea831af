import { defineProvider } from "./provider.ts";

export const trello = defineProvider({
  id: "trello",
  name: "Trello",
  docs: "https://developer.atlassian.com/cloud/trello/guides/rest-api/webhooks/",
  signature: { scheme: "hmac", hash: "sha1", header: "x-trello-webhook", encoding: "base64", signed: "{body}{url}" },
  key: "{json:action.id}",
  type: "{json:action.type}",
  greetings: [{ name: "HEAD", when: { method: "HEAD" }, answer: { status: 200 } }],
  ack: { status: 200 },
  retry: "3: 30, 60, 120 s",
  notes: ["Body FIRST, then URL (Square is the other way round)."],
  evidence: {
    signature: "read in docs (third-party page for the signature, Atlassian page for HEAD)",
    operations: "unverified",
    greeting: "read in docs",
    sources: ["developer.atlassian.com/cloud/trello/guides/rest-api/webhooks", "skills.sh hookdeck/trello-webhooks"],
  },
});
