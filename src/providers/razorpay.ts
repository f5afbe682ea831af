import { defineProvider } from "./provider.ts";

export const razorpay = defineProvider({
  id: "razorpay",
  name: "Razorpay",
  docs: "https://razorpay.com/docs/webhooks/validate-test/",
  signature: { scheme: "hmac", hash: "sha256", header: "x-razorpay-signature", encoding: "hex", signed: "{body}" },
  key: "{header:x-razorpay-event-id}",
  type: "{json:event}",
  ack: { status: 202 },
  timeout: "5 s",
  retry: "24 h, then disabled",
  evidence: {
    signature: "read in code of razorpay/razorpay-node",
    operations: "unverified",
    sources: ["razorpay/razorpay-node lib/utils/razorpay-utils.js"],
  },
});
