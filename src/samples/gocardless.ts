import { defineSamples } from "./samples.ts";

export const gocardless = defineSamples({
  events: {
    "payments.confirmed": {
      events: [
        {
          id: "EV{alnum:12}",
          created_at: "{iso}",
          resource_type: "payments",
          action: "confirmed",
          links: { payment: "PM{alnum:12#payment}" },
          details: {
            origin: "gocardless",
            cause: "payment_confirmed",
            description: "Sample: the payment was confirmed.",
          },
          metadata: {},
        },
      ],
      meta: { webhook_id: "WB{alnum:12}" },
    },
    "mandates.cancelled": {
      events: [
        {
          id: "EV{alnum:12}",
          created_at: "{iso}",
          resource_type: "mandates",
          action: "cancelled",
          links: { mandate: "MD{alnum:12#mandate}" },
          details: { origin: "bank", cause: "bank_account_closed", description: "Sample: the account was closed." },
          metadata: {},
        },
      ],
      meta: { webhook_id: "WB{alnum:12}" },
    },
  },
});
