import { defineProvider } from "./provider.ts";

export const azureEventGrid = defineProvider({
  id: "azure-event-grid",
  name: "Azure Event Grid",
  docs: "https://learn.microsoft.com/azure/event-grid/receive-events",
  signature: { scheme: "token", at: "{query:code}" },
  options: {
    origin: { about: "The only origins that may register by CloudEvents; left out: any.", type: "strings" },
  },
  key: ["{json:[*].id}", "{json:id}", "{header:ce-id}"],
  type: ["{json:[*].eventType}", "{json:[*].type}", "{json:type}", "{header:ce-type}"],
  methods: ["OPTIONS"],
  greetings: [
    {
      name: "SubscriptionValidation",
      when: { header: "aeg-event-type", value: "SubscriptionValidation" },
      challenge: "{json:[0].data.validationCode}",
      shape: "^[A-Za-z0-9-]{1,128}$",
      answer: { status: 200, json: { validationResponse: "{challenge}" } },
    },
    {
      name: "CloudEvents OPTIONS",
      when: { method: "OPTIONS", header: "webhook-request-origin" },
      among: "origin",
      challenge: "{header:webhook-request-origin}",
      shape: "^[A-Za-z0-9.-]{1,253}$",
      answer: { status: 200, headers: { "webhook-allowed-origin": "{challenge}", "webhook-allowed-rate": "*" } },
    },
  ],
  ack: { status: 200 },
  timeout: "30 s",
  retry: "up to 24 h, back-off",
  notes: [
    "Event Grid signs nothing: put the secret into the URL that you register, as `?code=…`. It then stands in access logs.",
    "The handshakes are answered without the secret: they open nothing, since every event must show it.",
    "They are answered 200; Event Grid refuses 202 there.",
  ],
  evidence: {
    signature: "read in docs",
    operations: "read in docs (handshake), retry unverified",
    greeting: "read in docs",
    sources: ["MicrosoftDocs/azure-docs articles/event-grid/webhook-event-delivery.md"],
  },
});
