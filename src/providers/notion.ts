import { defineProvider } from "./provider.ts";

export const notion = defineProvider({
  id: "notion",
  name: "Notion",
  docs: "https://developers.notion.com/reference/webhooks",
  signature: {
    scheme: "hmac",
    hash: "sha256",
    header: "x-notion-signature",
    prefix: "sha256=",
    encoding: "hex",
    signed: "{body}",
  },
  key: "{json:id}",
  type: "{json:type}",
  greetings: [
    {
      name: "verification_token",
      when: { json: { verification_token: "*" }, only: ["verification_token"] },
      enrols: "{json:verification_token}",
      challenge: "{json:verification_token}",
      shape: "^[\\x21-\\x7e]{8,256}$",
      answer: { status: 200 },
    },
  ],
  ack: { status: 202 },
  retry: "up to 8 over about 24 h",
  notes: ["The unsigned first POST hands you the key: accept it only while no token is stored."],
  evidence: {
    signature: "read in docs (third party)",
    operations: "unverified",
    greeting: "read in docs (third party)",
    sources: ["hooksbase.com guide", "skills.apis.io hookdeck/notion-webhooks"],
  },
});
