import { defineProvider } from "./provider.ts";

export const linear = defineProvider({
  id: "linear",
  name: "Linear",
  docs: "https://linear.app/developers/webhooks",
  signature: {
    scheme: "hmac",
    hash: "sha256",
    header: "linear-signature",
    encoding: "hex",
    signed: "{body}",
    time: { at: "{json:webhookTimestamp}", unit: "ms", tolerance: 60_000, because: "documented" },
  },
  key: "{header:linear-delivery}",
  type: ["{json:type}.{json:action}", "{header:linear-event}"],
  ack: { status: 200 },
  timeout: "5 s",
  retry: "3: 1 min, 1 h, 6 h",
  notes: [
    "The time is the signed field webhookTimestamp of the body; the header Linear-Timestamp is not signed and not looked at.",
  ],
  evidence: {
    signature: "read in code of linear/linear",
    operations: "unverified",
    sources: ["linear/linear packages/sdk/src/webhooks/client.ts", "@linear/sdk 98.0.0 (npm)"],
  },
});
