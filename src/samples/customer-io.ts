import { defineSamples } from "./samples.ts";

export const customerIo = defineSamples({
  events: {
    "email.delivered": {
      event_id: "{alnum:26}",
      object_type: "email",
      metric: "delivered",
      timestamp: "{seconds}",
      data: {
        customer_id: "sample-{digits:4#customer}",
        delivery_id: "{alnum:20}",
        recipient: "buyer@example.com",
        subject: "Your sample order",
      },
    },
  },
});
