import { defineSamples } from "./samples.ts";

export const standardWebhooks = defineSamples({
  events: {
    "contact.created": {
      type: "contact.created",
      timestamp: "{iso}",
      data: { id: "{uuid#contact}", first_name: "Sample", last_name: "Person", email: "person@example.com" },
    },
    "order.paid": {
      type: "order.paid",
      timestamp: "{iso}",
      data: { id: "{uuid#order}", amount: 4900, currency: "EUR" },
    },
  },
});
