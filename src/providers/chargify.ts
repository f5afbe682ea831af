import { defineProvider } from "./provider.ts";

export const chargify = defineProvider({
  id: "chargify",
  name: "Chargify / Maxio Advanced Billing",
  docs: "https://docs.maxio.com/hc/en-us/articles/24266136649869-Webhooks-Reference",
  signature: {
    scheme: "hmac",
    hash: "sha256",
    header: "x-chargify-webhook-signature-hmac-sha-256",
    encoding: "hex",
    signed: "{body}",
  },
  key: ["{header:x-chargify-webhook-id}", "{body:id}"],
  type: "{body:event}",
  ack: { status: 200 },
  timeout: "about 15 s",
  retry: "5 attempts: at once, then 10, 15, 90, 180 s after the last failure; 25 failures in a row pause the endpoint",
  rotation: "none in the request",
  notes: [
    "The form is signed as it came: a proxy that writes `[` as `%5B` breaks the signature.",
    "No time is signed: the webhook's id is the only defence against a replay, and it is unchanged on retries.",
    "Times in the payload are US Eastern.",
  ],
  evidence: {
    signature: "read in code of webhook-co/webhook and several public receivers; vectors reproduced",
    operations: "read in docs",
    sources: [
      "docs.maxio.com Webhooks-Reference",
      "help.chargify.com disabling-webhook-endpoints",
      "@maxio-com/advanced-billing-sdk",
    ],
  },
});
