import type { Options } from "./provider.ts";
import { defineProvider } from "./provider.ts";
import type { HmacSignature, VariantSignature } from "./signature.ts";

export const grafana = defineProvider({
  id: "grafana",
  name: "Grafana alerting",
  docs: "https://grafana.com/docs/grafana/latest/alerting/configure-notifications/manage-contact-points/integrations/webhook-notifier/",
  signature: toSignature,
  options: {
    header: { about: "The signature's header.", type: "string", default: "X-Grafana-Alerting-Signature" },
    timestampHeader: {
      about: "The time's header, where one is set up at Grafana.",
      type: "string",
      default: "X-Grafana-Alerting-Timestamp",
    },
  },
  key: null,
  keyNote: "No event id was found in its documentation: set `key` of the source to what makes an event unique.",
  type: "{json:status}",
  methods: ["PUT"],
  notes: [
    "With a time header, `time:body` is signed; without one, the body alone. No header of the time is sent unless it was named at Grafana.",
  ],
  evidence: {
    signature: "read in code of Hookflo/tern and public receivers; header names read in docs",
    operations: "unverified",
    sources: ["Hookflo/tern"],
  },
});

function toSignature(options: Options): VariantSignature {
  const time = String(options.timestampHeader).toLowerCase();
  const body: HmacSignature = {
    scheme: "hmac",
    hash: "sha256",
    header: String(options.header).toLowerCase(),
    encoding: "hex",
    signed: "{body}",
  };
  const timed: HmacSignature = {
    ...body,
    signed: "{timestamp}:{body}",
    time: { at: `{header:${time}}`, unit: "s", tolerance: 300_000, because: "none documented; ours" },
  };
  return { scheme: "variants", variants: [{ header: time, signature: timed }, { signature: body }] };
}
