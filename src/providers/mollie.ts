import { defineProvider } from "./provider.ts";

export const mollie = defineProvider({
  id: "mollie",
  name: "Mollie next-gen (beta)",
  docs: "https://docs.mollie.com/reference/webhooks-new",
  signature: {
    scheme: "hmac",
    hash: "sha256",
    header: "x-mollie-signature",
    prefix: "sha256=",
    prefixOptional: true,
    encoding: "hex",
    signed: "{body}",
  },
  key: "{json:id}",
  type: "{json:type}",
  ack: { status: 200 },
  timeout: "15 s",
  retry: "retry schema",
  rotation: "SDK takes several secrets",
  notes: ["Classic webhooks: unsigned form body id=tr_...; fetch the object by API."],
  evidence: {
    signature: "read in docs",
    operations: "read in docs",
    sources: ["docs.mollie.com/reference/webhooks-new", "docs.mollie.com/reference/webhooks-best-practices"],
  },
});
