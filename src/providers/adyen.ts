import { makeAdyen } from "../verify/odd/adyen.ts";
import { defineProvider } from "./provider.ts";

export const adyen = defineProvider({
  id: "adyen",
  name: "Adyen standard payment webhooks",
  docs: "https://docs.adyen.com/development-resources/webhooks/secure-webhooks/verify-hmac-signatures",
  signature: { scheme: "odd", odd: "adyen", make: makeAdyen },
  key: "{json:notificationItems[*].NotificationRequestItem.pspReference}:{json:notificationItems[*].NotificationRequestItem.eventCode}[:{json:notificationItems[*].NotificationRequestItem.success}]",
  keyNote: "pspReference and eventCode of every item, and success, since a payment may first fail and then succeed.",
  type: "{json:notificationItems[*].NotificationRequestItem.eventCode}",
  contentTypes: ["application/json"],
  ack: { status: 202 },
  timeout: "10 s",
  retry: "queued, increasing intervals",
  notes: ["Per item in a batch: verify every item.", "Most of the body (reason, additionalData) is NOT signed."],
  evidence: {
    signature: "read in code of Adyen/adyen-node-api-library; docs vector reproduced",
    operations: "unverified",
    sources: ["Adyen/adyen-node-api-library src/utils/hmacValidator.ts"],
  },
});
