import { defineSamples } from "./samples.ts";

export const square = defineSamples({
  events: {
    "payment.updated": {
      merchant_id: "M{alnum:12#merchant}",
      type: "payment.updated",
      event_id: "{uuid}",
      created_at: "{iso}",
      data: {
        type: "payment",
        id: "{alnum:22#payment}",
        object: {
          payment: {
            id: "{alnum:22#payment}",
            status: "COMPLETED",
            amount_money: { amount: 4900, currency: "EUR" },
            source_type: "CARD",
            location_id: "L{alnum:12}",
            created_at: "{iso-1m}",
            updated_at: "{iso}",
          },
        },
      },
    },
    "refund.created": {
      merchant_id: "M{alnum:12#merchant}",
      type: "refund.created",
      event_id: "{uuid}",
      created_at: "{iso}",
      data: {
        type: "refund",
        id: "{alnum:22}",
        object: {
          refund: {
            payment_id: "{alnum:22#payment}",
            status: "PENDING",
            amount_money: { amount: 4900, currency: "EUR" },
          },
        },
      },
    },
  },
});
