import { defineSamples } from "./samples.ts";

export const mailgun = defineSamples({
  events: {
    delivered: {
      "event-data": {
        id: "{alnum:22}",
        event: "delivered",
        timestamp: "{seconds}",
        recipient: "buyer@example.com",
        message: { headers: { "message-id": "{alnum:20#message}@example.com", subject: "Your sample order" } },
        "delivery-status": { code: 250, message: "OK" },
        tags: ["sample"],
      },
    },
    failed: {
      "event-data": {
        id: "{alnum:22}",
        event: "failed",
        severity: "permanent",
        timestamp: "{seconds}",
        recipient: "nobody@example.com",
        reason: "bounce",
        message: { headers: { "message-id": "{alnum:20#message}@example.com" } },
        "delivery-status": { code: 550, message: "Sample: no such address" },
      },
    },
  },
});
