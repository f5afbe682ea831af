import { defineProvider } from "./provider.ts";

export const stripe = defineProvider({
  id: "stripe",
  name: "Stripe",
  docs: "https://docs.stripe.com/webhooks/signatures",
  console: "Workbench, Webhooks, Create new destination",
  signature: {
    scheme: "hmac",
    hash: "sha256",
    header: "stripe-signature",
    encoding: "hex",
    fields: { separator: ",", signature: "v1", once: ["t"] },
    signed: "{timestamp}.{body}",
    time: { at: "{field:t}", unit: "s", tolerance: 300_000, because: "documented" },
  },
  key: "{json:id}",
  type: "{json:type}",
  order: { by: "{json:data.object.id}", version: "{json:created}" },
  ack: { status: 202 },
  retry: "live: up to 3 days, with growing gaps; sandbox: a few times over hours",
  rotation: "one v1 for each active secret, for up to 24 h",
  notes: [
    "The whole secret is the key, `whsec_` included; it is not base64-decoded.",
    "Times ahead of the clock are refused as well; Stripe's own library checks age only.",
  ],
  evidence: {
    signature: "read in code of stripe/stripe-node; vectors reproduced",
    sources: ["stripe/stripe-node src/Webhooks.ts", "stripe/stripe-dotnet tests"],
  },
});
