import { defineSamples } from "./samples.ts";

const payment = {
  id: "pay_{alnum:14#payment}",
  entity: "payment",
  amount: 4900,
  currency: "INR",
  status: "captured",
  order_id: "order_{alnum:14#order}",
  method: "upi",
  captured: true,
  email: "buyer@example.com",
  created_at: "{seconds-1m}",
};

export const razorpay = defineSamples({
  events: {
    "payment.captured": {
      entity: "event",
      account_id: "acc_{alnum:14#account}",
      event: "payment.captured",
      contains: ["payment"],
      payload: { payment: { entity: payment } },
      created_at: "{seconds}",
    },
    "payment.failed": {
      entity: "event",
      account_id: "acc_{alnum:14#account}",
      event: "payment.failed",
      contains: ["payment"],
      payload: {
        payment: { entity: { ...payment, status: "failed", captured: false, error_code: "BAD_REQUEST_ERROR" } },
      },
      created_at: "{seconds}",
    },
  },
});
