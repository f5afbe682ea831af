import { defineSamples } from "./samples.ts";

export const airwallex = defineSamples({
  events: {
    "payment_intent.succeeded": {
      id: "evt_{alnum:24}",
      name: "payment_intent.succeeded",
      account_id: "acct_{alnum:22#account}",
      created_at: "{iso}",
      version: "2024-06-14",
      data: {
        object: {
          id: "int_{alnum:22#intent}",
          amount: 49,
          currency: "EUR",
          status: "SUCCEEDED",
          merchant_order_id: "sample-{digits:4#order}",
        },
      },
    },
  },
});
