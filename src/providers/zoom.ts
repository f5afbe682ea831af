import { defineProvider } from "./provider.ts";

export const zoom = defineProvider({
  id: "zoom",
  name: "Zoom",
  docs: "https://developers.zoom.us/docs/api/webhooks/",
  signature: {
    scheme: "hmac",
    hash: "sha256",
    header: "x-zm-signature",
    prefix: "v0=",
    encoding: "hex",
    signed: "v0:{timestamp}:{body}",
    time: { at: "{header:x-zm-request-timestamp}", unit: "s", tolerance: 300_000, because: "usual; none fixed" },
  },
  key: null,
  keyNote: "No dependable id: event_ts with the ids in the payload comes nearest.",
  type: "{json:event}",
  greetings: [
    {
      name: "endpoint.url_validation",
      signed: true,
      when: { json: { event: "endpoint.url_validation" } },
      challenge: "{json:payload.plainToken}",
      shape: "^[A-Za-z0-9_=+/.-]{1,256}$",
      proof: { hash: "sha256", keyed: true, encoding: "hex" },
      answer: { status: 200, json: { plainToken: "{challenge}", encryptedToken: "{proof}" } },
    },
  ],
  ack: { status: 200 },
  timeout: "3 s",
  retry: "3: 5, 30, 90 min",
  notes: ['The challenge signs a caller-chosen string with the same key: refuse plainToken that contains ":".'],
  evidence: {
    signature: "read in docs",
    operations: "unverified",
    greeting: "read in code of webhook-co/webhook (apps/engine/src/handshake.ts); read in docs (third party)",
    sources: [
      "developers.zoom.us changelog webhook-url-validation",
      "developers.zoom.us/docs/api/webhooks",
      "webhook-co/webhook (packages/webhooks-spec)",
    ],
  },
});
