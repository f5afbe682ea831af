import { defineSamples } from "./samples.ts";

export const paystack = defineSamples({
  events: {
    "charge.success": {
      event: "charge.success",
      data: {
        id: "{int:10#transaction}",
        domain: "test",
        status: "success",
        reference: "sample-{alnum:10#reference}",
        amount: 4900,
        currency: "NGN",
        channel: "card",
        paid_at: "{iso}",
        customer: { email: "buyer@example.com", customer_code: "CUS_{alnum:15#customer}" },
      },
    },
    "refund.processed": {
      event: "refund.processed",
      data: {
        status: "processed",
        transaction_reference: "sample-{alnum:10#reference}",
        amount: 4900,
        currency: "NGN",
        domain: "test",
      },
    },
  },
});
