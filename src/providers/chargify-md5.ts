import { defineProvider } from "./provider.ts";

export const chargifyMd5 = defineProvider({
  id: "chargify-md5",
  name: "Chargify, older header",
  docs: "https://docs.maxio.com/hc/en-us/articles/24266136649869-Webhooks-Reference",
  signature: {
    scheme: "digest",
    hash: "md5",
    header: "x-chargify-webhook-signature",
    encoding: "hex",
    signed: "{secret}{body}",
  },
  key: ["{header:x-chargify-webhook-id}", "{body:id}"],
  type: "{body:event}",
  ack: { status: 200 },
  notes: ["MD5 of shared key and body. Use `chargify`, which checks the HMAC header of the same requests."],
  warnings: [
    "chargify-md5 checks an MD5 that was given up long ago. The same requests carry an HMAC: use the provider `chargify`.",
  ],
  evidence: {
    signature: "read in code of Perl, Rails, .NET and PHP public receivers; vector reproduced",
    sources: ["public receivers"],
  },
});
