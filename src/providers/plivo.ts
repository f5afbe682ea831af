import { makePlivo } from "../verify/odd/plivo.ts";
import { defineProvider } from "./provider.ts";

export const plivo = defineProvider({
  id: "plivo",
  name: "Plivo V3",
  docs: "https://www.plivo.com/docs/messaging/concepts/signature-validation",
  signature: { scheme: "odd", odd: "plivo", make: makePlivo, header: "x-plivo-signature-v3" },
  key: null,
  keyNote: "No event id was found in its documentation: set `key` of the source to what makes an event unique.",
  type: ["{form:Event}", "{form:Status}"],
  methods: ["GET"],
  evidence: {
    signature: "read in code of webhook-co/webhook (packages/webhooks-spec)",
    operations: "unverified",
    sources: ["webhook-co/webhook (packages/webhooks-spec)"],
  },
});
