import { defineSamples } from "./samples.ts";

const envelope = {
  id: "ev_{alnum:16}",
  occurred_at: "{seconds}",
  source: "scheduled_job",
  object: "event",
  api_version: "v2",
  webhook_status: "scheduled",
};
const customer = {
  id: "{alnum:16#customer}",
  first_name: "Sample",
  last_name: "Buyer",
  email: "buyer@example.com",
  object: "customer",
};
const subscription = {
  id: "{alnum:16#subscription}",
  status: "active",
  customer_id: "{alnum:16#customer}",
  currency_code: "EUR",
  next_billing_at: "{seconds+30d}",
  object: "subscription",
};

export const chargebee = defineSamples({
  events: {
    subscription_created: { ...envelope, event_type: "subscription_created", content: { subscription, customer } },
    subscription_cancelled: {
      ...envelope,
      event_type: "subscription_cancelled",
      content: { subscription: { ...subscription, status: "cancelled", cancelled_at: "{seconds}" }, customer },
    },
    payment_succeeded: {
      ...envelope,
      event_type: "payment_succeeded",
      content: {
        transaction: { id: "txn_{alnum:16}", amount: 4900, currency_code: "EUR", status: "success", date: "{seconds}" },
        customer,
      },
    },
  },
});
