import { defineProvider } from "./provider.ts";

export const box = defineProvider({
  id: "box",
  name: "Box",
  docs: "https://developer.box.com/guides/webhooks/v2/signatures-v2/",
  signature: {
    scheme: "hmac",
    hash: "sha256",
    header: ["box-signature-primary", "box-signature-secondary"],
    expect: { "box-signature-version": "1", "box-signature-algorithm": "HmacSHA256" },
    encoding: "base64",
    signed: "{body}{timestamp}",
    time: { at: "{header:box-delivery-timestamp}", unit: "iso", tolerance: 600_000, because: "documented" },
  },
  key: "{header:box-delivery-id}",
  type: "{json:trigger}",
  rotation: "two headers, two keys",
  notes: ["Require Box-Signature-Version 1 and Box-Signature-Algorithm HmacSHA256."],
  evidence: { signature: "read in code of box/box-node-sdk", operations: "unverified", sources: ["box/box-node-sdk"] },
});
