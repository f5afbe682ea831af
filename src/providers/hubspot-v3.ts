import { defineProvider } from "./provider.ts";

export const hubspotV3 = defineProvider({
  id: "hubspot-v3",
  name: "HubSpot v3",
  docs: "https://developers.hubspot.com/docs/apps/legacy-apps/authentication/validating-requests",
  signature: {
    scheme: "hmac",
    hash: "sha256",
    header: "x-hubspot-signature-v3",
    encoding: "base64",
    signed: "{method}{url|hubspot}{body}{timestamp}",
    time: { at: "{header:x-hubspot-request-timestamp}", unit: "ms", tolerance: 300_000, because: "documented" },
  },
  key: "{json:[*].eventId}:{json:[*].subscriptionId}[:{json:[*].objectId}][:{json:[*].occurredAt}]",
  keyNote: "HubSpot says that eventId is not unique in every case: subscription, object and time are part of the key.",
  type: "{json:[*].subscriptionType}",
  methods: ["GET", "PUT", "PATCH", "DELETE"],
  ack: { status: 202 },
  timeout: "5 s",
  retry: "up to 10 in 24 h",
  notes: [
    "Some percent-encodings in the URL are to be decoded before hashing. v1/v2 headers are sent as well: never fall back when v3 is present.",
  ],
  evidence: {
    signature: "read in code of HubSpot/hubspot-api-nodejs; header versions read in docs",
    operations: "unverified",
    sources: ["developers.hubspot.com request-validation.md", "HubSpot/hubspot-api-nodejs"],
  },
});
