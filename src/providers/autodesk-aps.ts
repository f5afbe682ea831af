import { defineProvider } from "./provider.ts";

export const autodeskAps = defineProvider({
  id: "autodesk-aps",
  name: "Autodesk Platform Services",
  docs: "https://aps.autodesk.com/en/docs/webhooks/v1/developers_guide/overview/",
  signature: {
    scheme: "hmac",
    hash: "sha1",
    header: "x-adsk-signature",
    prefix: "sha1hash=",
    encoding: "hex",
    signed: "{body}",
  },
  key: null,
  keyNote: "No event id was found in its documentation: set `key` of the source to what makes an event unique.",
  type: "{json:hook.event}",
  evidence: {
    signature: "read in code of webhook-co/webhook (packages/webhooks-spec)",
    sources: ["webhook-co/webhook (packages/webhooks-spec)"],
  },
});
