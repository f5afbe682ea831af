import { defineProvider } from "./provider.ts";

export const hubspot = defineProvider({
  id: "hubspot",
  name: "HubSpot",
  docs: "https://developers.hubspot.com/docs/apps/legacy-apps/authentication/validating-requests",
  signature: {
    scheme: "variants",
    variants: [
      {
        header: "x-hubspot-signature-v3",
        signature: {
          scheme: "hmac",
          hash: "sha256",
          header: "x-hubspot-signature-v3",
          encoding: "base64",
          signed: "{method}{url|hubspot}{body}{timestamp}",
          time: { at: "{header:x-hubspot-request-timestamp}", unit: "ms", tolerance: 300_000, because: "documented" },
        },
      },
      {
        header: "x-hubspot-signature-version",
        matches: "^v2$",
        signature: {
          scheme: "digest",
          hash: "sha256",
          header: "x-hubspot-signature",
          encoding: "hex",
          signed: "{secret}{method}{url}{body}",
          expect: { "x-hubspot-signature-version": "v2" },
        },
      },
      {
        header: "x-hubspot-signature",
        signature: {
          scheme: "digest",
          hash: "sha256",
          header: "x-hubspot-signature",
          encoding: "hex",
          signed: "{secret}{body}",
          expect: { "x-hubspot-signature-version": "v1" },
        },
      },
    ],
  },
  key: "{json:[*].eventId}:{json:[*].subscriptionId}[:{json:[*].objectId}][:{json:[*].occurredAt}]",
  keyNote: "HubSpot says that eventId is not unique in every case: subscription, object and time are part of the key.",
  type: "{json:[*].subscriptionType}",
  methods: ["GET", "PUT", "PATCH", "DELETE"],
  ack: { status: 202 },
  timeout: "5 s",
  retry: "up to 10 in 24 h",
  notes: ["The header tells the version; where v3 is sent, v1 and v2 are not looked at."],
  evidence: {
    signature: "read in code of HubSpot/hubspot-api-nodejs; header versions read in docs",
    sources: ["developers.hubspot.com request-validation.md", "HubSpot/hubspot-api-nodejs"],
  },
});
