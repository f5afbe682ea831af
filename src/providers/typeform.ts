import { defineProvider } from "./provider.ts";

export const typeform = defineProvider({
  id: "typeform",
  name: "Typeform",
  docs: "https://www.typeform.com/developers/webhooks/secure-your-webhooks/",
  signature: {
    scheme: "hmac",
    hash: "sha256",
    header: "typeform-signature",
    prefix: "sha256=",
    encoding: "base64",
    signed: "{body}",
  },
  key: "{json:event_id}",
  type: "{json:event_type}",
  ack: { status: 202 },
  timeout: "30 s",
  retry: "every 2-3 min for up to 10 h on 408/423/429/503; 404/410 disable",
  evidence: {
    signature: "read in docs",
    operations: "read in docs (third party)",
    sources: ["typeform.com/developers/webhooks/secure-your-webhooks", "hookdeck.com guide"],
  },
});
