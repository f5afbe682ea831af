import { defineProvider } from "./provider.ts";

export const pagerduty = defineProvider({
  id: "pagerduty",
  name: "PagerDuty v3",
  docs: "https://developer.pagerduty.com/docs/verifying-signatures",
  signature: {
    scheme: "hmac",
    hash: "sha256",
    header: "x-pagerduty-signature",
    encoding: "hex",
    signed: "{body}",
    fields: { separator: ",", signature: "v1" },
  },
  key: "{json:event.id}",
  type: "{json:event.event_type}",
  ack: { status: 202 },
  rotation: "several v1",
  notes: ["No timestamp.", "SDK caps the body at 2 MB."],
  evidence: {
    signature: "read in code of PagerDuty/go-pagerduty",
    operations: "unverified",
    sources: ["PagerDuty/go-pagerduty webhookv3"],
  },
});
