import { defineSamples } from "./samples.ts";

const event = (type: string, data: object) => ({
  event_id: "evt_{alnum:26}",
  event_type: type,
  occurred_at: "{iso}",
  notification_id: "ntf_{alnum:26}",
  data,
});
const subscription = {
  id: "sub_{alnum:26#subscription}",
  status: "active",
  customer_id: "ctm_{alnum:26#customer}",
  currency_code: "EUR",
  billing_cycle: { interval: "month", frequency: 1 },
  next_billed_at: "{iso+30d}",
  created_at: "{iso}",
};

export const paddle = defineSamples({
  events: {
    "transaction.completed": event("transaction.completed", {
      id: "txn_{alnum:26#transaction}",
      status: "completed",
      customer_id: "ctm_{alnum:26#customer}",
      currency_code: "EUR",
      origin: "web",
      details: { totals: { subtotal: "4118", tax: "782", total: "4900", currency_code: "EUR" } },
      created_at: "{iso-5m}",
      updated_at: "{iso}",
    }),
    "subscription.created": event("subscription.created", subscription),
    "subscription.canceled": event("subscription.canceled", {
      ...subscription,
      status: "canceled",
      canceled_at: "{iso}",
    }),
  },
});
