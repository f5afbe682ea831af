import { defineSamples } from "./samples.ts";

export const segment = defineSamples({
  events: {
    "track.Order Completed": {
      type: "track",
      event: "Order Completed",
      messageId: "{uuid}",
      userId: "sample-{digits:4#user}",
      anonymousId: "{uuid#anonymous}",
      properties: { orderId: "sample-{digits:4#order}", revenue: 49, currency: "EUR" },
      context: { library: { name: "sample", version: "1.0.0" } },
      timestamp: "{iso}",
      sentAt: "{iso}",
    },
    identify: {
      type: "identify",
      messageId: "{uuid}",
      userId: "sample-{digits:4#user}",
      traits: { email: "person@example.com", name: "Sample Person" },
      timestamp: "{iso}",
    },
  },
});
