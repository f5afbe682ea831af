import { defineProvider } from "./provider.ts";

export const mercadoPago = defineProvider({
  id: "mercado-pago",
  name: "Mercado Pago",
  docs: "https://www.mercadopago.com/developers/en/docs/your-integrations/notifications/webhooks",
  signature: {
    scheme: "hmac",
    hash: "sha256",
    header: "x-signature",
    encoding: "hex",
    fields: { separator: ",", signature: "v1", once: ["ts"] },
    signed: "[id:{query:data.id|lower};][request-id:{header:x-request-id};]ts:{timestamp};",
    time: { at: "{field:ts}", unit: "s-or-ms", tolerance: false, because: "none documented" },
  },
  key: "{json:id}",
  type: ["{json:action}", "{json:type}", "{query:type}"],
  notes: ["Body is not signed."],
  evidence: {
    signature: "read in code of webhook-co/webhook (packages/webhooks-spec)",
    operations: "unverified",
    sources: ["webhook-co/webhook (packages/webhooks-spec)"],
  },
});
