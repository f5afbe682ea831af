import { defineProvider } from "./provider.ts";

export const cloudinary = defineProvider({
  id: "cloudinary",
  name: "Cloudinary",
  docs: "https://cloudinary.com/documentation/notifications",
  signature: (options) => ({
    scheme: "digest",
    hash: options.hash as "sha1" | "sha256",
    header: "x-cld-signature",
    encoding: "hex",
    signed: "{body}{timestamp}{secret}",
    time: { at: "{header:x-cld-timestamp}", unit: "s", tolerance: 7_200_000, because: "documented" },
  }),
  options: {
    hash: { about: "The account's signature algorithm.", type: "string", values: ["sha1", "sha256"], default: "sha1" },
  },
  key: null,
  keyNote: "asset_id and version come nearest to an event id.",
  type: "{json:notification_type}",
  ack: { status: 202 },
  evidence: {
    signature: "read in code of cloudinary/cloudinary_npm",
    operations: "unverified",
    sources: ["cloudinary/cloudinary_npm lib/utils/index.js"],
  },
});
