import { defineProvider } from "./provider.ts";

/** What a CRC token may be: nothing that a JSON body could be, since both are signed with one key. */
const CRC_TOKEN = "^[A-Za-z0-9+/=_.-]{8,256}$";

export const x = defineProvider({
  id: "x",
  name: "X / Twitter Account Activity",
  docs: "https://docs.x.com/x-api/webhooks/introduction",
  signature: {
    scheme: "hmac",
    hash: "sha256",
    header: "x-twitter-webhooks-signature",
    prefix: "sha256=",
    never: CRC_TOKEN,
    encoding: "base64",
    signed: "{body}",
  },
  key: null,
  keyNote: "The ids stand inside the lists (*_events), one for each event.",
  greetings: [
    {
      name: "CRC",
      when: { method: "GET", query: "crc_token" },
      challenge: "{query:crc_token}",
      shape: CRC_TOKEN,
      proof: { hash: "sha256", keyed: true, encoding: "base64", prefix: "sha256=" },
      answer: { status: 200, json: { response_token: "{proof}" } },
    },
  ],
  ack: { status: 200 },
  timeout: "3 s (CRC)",
  notes: ["CRC signs a caller-chosen string with the body-signing key: refuse tokens that look like JSON."],
  evidence: {
    signature: "read in code of frain-dev/convoy and webhook-co/webhook (packages/webhooks-spec)",
    operations: "unverified",
    greeting: "read in code of webhook-co/webhook (apps/engine/src/handshake.ts)",
    sources: ["frain-dev/convoy pkg/verifier", "webhook-co/webhook (packages/webhooks-spec)"],
  },
});
