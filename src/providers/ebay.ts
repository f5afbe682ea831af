import { makeEbay } from "../verify/odd/ebay.ts";
import { defineProvider } from "./provider.ts";

export const ebay = defineProvider({
  id: "ebay",
  name: "eBay notifications",
  docs: "https://developer.ebay.com/api-docs/commerce/notification/overview.html",
  signature: { scheme: "odd", odd: "ebay", make: makeEbay, header: "x-ebay-signature" },
  options: {
    environment: {
      about: "Where the application lives.",
      type: "string",
      values: ["production", "sandbox"],
      default: "production",
    },
    verificationToken: {
      about: "The token that you chose for the endpoint: the challenge is answered with it.",
      type: "string",
    },
    endpoint: { about: "The endpoint's URL as registered at eBay.", type: "string" },
  },
  key: "{json:notification.notificationId}",
  type: "{json:metadata.topic}",
  greetings: [
    {
      name: "challenge_code",
      when: { method: "GET", query: "challenge_code" },
      challenge: "{query:challenge_code}",
      shape: "^[A-Za-z0-9-]{1,256}$",
      needs: ["verificationToken"],
      proof: {
        hash: "sha256",
        over: ["{challenge}{option:verificationToken}{option:endpoint}", "{challenge}{option:verificationToken}{url}"],
        encoding: "hex",
      },
      answer: { status: 200, json: { challengeResponse: "{proof}" } },
    },
  ],
  ack: { status: 204, empty: true },
  rejectStatus: 412,
  notes: [
    "The secret is the application's `clientId:clientSecret`, with which the public key is fetched; or that key itself, in PEM.",
  ],
  evidence: {
    signature: "read in code of eBay/event-notification-nodejs-sdk",
    operations: "unverified",
    greeting: "read in code of eBay/event-notification-nodejs-sdk",
    sources: ["eBay/event-notification-nodejs-sdk"],
  },
});
