import { defineProvider } from "./provider.ts";

export const flutterwave = defineProvider({
  id: "flutterwave",
  name: "Flutterwave",
  docs: "https://developer.flutterwave.com/docs/webhooks",
  signature: {
    scheme: "variants",
    variants: [
      {
        header: "flutterwave-signature",
        signature: {
          scheme: "hmac",
          hash: "sha256",
          header: "flutterwave-signature",
          encoding: "base64",
          signed: "{body}",
        },
      },
      { signature: { scheme: "token", header: "verif-hash" } },
    ],
  },
  key: ["{json:id}", "{json:event}:{json:data.id}[:{json:data.status}]"],
  type: ["{json:event}", "{json:type}"],
  ack: { status: 200 },
  timeout: "60 s",
  retry: "3 every 30 min when switched on",
  evidence: { signature: "read in code of public receivers", operations: "unverified", sources: ["public receivers"] },
});
