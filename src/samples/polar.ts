import { defineSamples } from "./samples.ts";

export const polar = defineSamples({
  events: {
    "order.paid": {
      type: "order.paid",
      timestamp: "{iso}",
      data: {
        id: "{uuid#order}",
        status: "paid",
        total_amount: 4900,
        currency: "eur",
        customer_id: "{uuid#customer}",
        product_id: "{uuid#product}",
        created_at: "{iso}",
      },
    },
  },
});
