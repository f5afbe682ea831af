import { defineSamples } from "./samples.ts";

export const checkoutCom = defineSamples({
  events: {
    payment_captured: {
      id: "evt_{alnum:26}",
      type: "payment_captured",
      version: "1.0.0",
      created_on: "{iso}",
      data: {
        id: "pay_{alnum:26#payment}",
        action_id: "act_{alnum:26}",
        amount: 4900,
        currency: "EUR",
        reference: "sample-{digits:4#order}",
      },
    },
    payment_declined: {
      id: "evt_{alnum:26}",
      type: "payment_declined",
      version: "1.0.0",
      created_on: "{iso}",
      data: {
        id: "pay_{alnum:26#payment}",
        amount: 4900,
        currency: "EUR",
        response_code: "20005",
        response_summary: "Sample: declined",
      },
    },
  },
});
