import { defineProvider } from "./provider.ts";

export const hubspotV2 = defineProvider({
  id: "hubspot-v2",
  name: "HubSpot v2",
  docs: "https://developers.hubspot.com/docs/apps/legacy-apps/authentication/validating-requests",
  signature: {
    scheme: "digest",
    hash: "sha256",
    header: "x-hubspot-signature",
    encoding: "hex",
    signed: "{secret}{method}{url}{body}",
    expect: { "x-hubspot-signature-version": "v2" },
  },
  key: "{json:[*].eventId}:{json:[*].subscriptionId}[:{json:[*].objectId}][:{json:[*].occurredAt}]",
  keyNote: "HubSpot says that eventId is not unique in every case: subscription, object and time are part of the key.",
  type: "{json:[*].subscriptionType}",
  methods: ["GET", "PUT", "PATCH", "DELETE"],
  notes: ["A plain hash, not an HMAC, without a time: use `hubspot`, which takes v3 where it is sent."],
  evidence: {
    signature: "read in code of HubSpot/hubspot-api-nodejs",
    operations: "unverified",
    sources: ["HubSpot/hubspot-api-nodejs"],
  },
});
