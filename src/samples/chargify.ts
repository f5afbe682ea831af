import { defineSamples } from "./samples.ts";

const site = { id: "{int:6#site}", subdomain: "sample-shop" };
const subscription = {
  id: "{int:8#subscription}",
  state: "active",
  balance_in_cents: 0,
  total_revenue_in_cents: 4900,
  current_period_started_at: "{iso}",
  current_period_ends_at: "{iso+30d}",
  created_at: "{iso-30d}",
  customer: {
    id: "{int:8#customer}",
    first_name: "Sample",
    last_name: "Buyer",
    email: "buyer@example.com",
    reference: "sample-{digits:4#order}",
  },
  product: {
    id: "{int:7#product}",
    name: "Sample plan",
    handle: "sample-plan",
    price_in_cents: 4900,
    interval: 1,
    interval_unit: "month",
  },
};
const transaction = {
  id: "{int:9#transaction}",
  subscription_id: "{int:8#subscription}",
  type: "Payment",
  kind: "one_time",
  amount_in_cents: 4900,
  success: true,
  memo: "Sample payment",
  created_at: "{iso}",
};
const event = (name: string, payload: object) => ({
  id: "{int:10#this-webhook}",
  event: name,
  payload: { site, ...payload },
});

export const chargify = defineSamples({
  headers: { "content-type": "application/x-www-form-urlencoded", "x-chargify-webhook-id": "{int:10#this-webhook}" },
  events: {
    test: { id: "{int:10#this-webhook}", event: "test", payload: { chargify: "testing" } },
    signup_success: event("signup_success", { subscription }),
    signup_failure: event("signup_failure", { errors: ["Sample: the card was declined."] }),
    payment_success: event("payment_success", { subscription, transaction }),
    payment_failure: event("payment_failure", {
      subscription: { ...subscription, state: "past_due" },
      transaction: { ...transaction, success: false, memo: "Sample: the card was declined." },
    }),
    renewal_success: event("renewal_success", { subscription, transaction }),
    renewal_failure: event("renewal_failure", { subscription: { ...subscription, state: "past_due" } }),
    subscription_state_change: event("subscription_state_change", {
      subscription: { ...subscription, state: "canceled", canceled_at: "{iso}" },
    }),
    subscription_product_change: event("subscription_product_change", {
      subscription,
      previous_product: { id: "{int:7}", name: "Sample starter", handle: "sample-starter" },
    }),
    customer_update: event("customer_update", { customer: subscription.customer }),
  },
});
