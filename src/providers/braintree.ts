import { BRAINTREE_CHALLENGE, makeBraintree } from "../verify/odd/braintree.ts";
import { defineProvider } from "./provider.ts";

export const braintree = defineProvider({
  id: "braintree",
  name: "Braintree",
  docs: "https://developer.paypal.com/braintree/docs/guides/webhooks/parse",
  signature: { scheme: "odd", odd: "braintree", make: makeBraintree },
  options: {
    publicKey: {
      about: "Your public key: the signature for it is the one that counts, and the challenge is answered with it.",
      type: "string",
    },
  },
  key: null,
  keyNote: "The XML inside bt_payload has a kind, a timestamp and the id of its subject, but no event id.",
  contentTypes: ["application/x-www-form-urlencoded"],
  greetings: [
    {
      name: "bt_challenge",
      when: { method: "GET", query: "bt_challenge" },
      challenge: "{query:bt_challenge}",
      shape: BRAINTREE_CHALLENGE,
      proof: { hash: "sha1", keyed: true, key: "sha1", encoding: "hex" },
      answer: { status: 200, text: ["{option:publicKey}|{proof}", "{secretName}|{proof}"] },
    },
  ],
  ack: { status: 202 },
  timeout: "30 s",
  retry: "hourly for 24 h",
  rotation: "pairs by public key",
  notes: [
    "The secret is `publicKey:privateKey`; or the private key alone, with the public one in the option `publicKey`.",
    "A payload that looks like a challenge is refused: both are signed with the same key.",
  ],
  evidence: {
    signature: "read in code of braintree/braintree_node",
    operations: "unverified",
    greeting: "read in code of braintree/braintree_node",
    sources: ["braintree/braintree_node lib/braintree/webhook_notification_gateway.js"],
  },
});
