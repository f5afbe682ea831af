import { defineSamples } from "./samples.ts";

export const lemonSqueezy = defineSamples({
  events: {
    order_created: {
      meta: { event_name: "order_created", test_mode: true, custom_data: { user: "sample" } },
      data: {
        type: "orders",
        id: "{digits:7}",
        attributes: {
          status: "paid",
          user_name: "Sample Buyer",
          user_email: "buyer@example.com",
          currency: "EUR",
          total: 4900,
          created_at: "{iso}",
          test_mode: true,
        },
      },
    },
    subscription_created: {
      meta: { event_name: "subscription_created", test_mode: true },
      data: {
        type: "subscriptions",
        id: "{digits:6}",
        attributes: {
          status: "active",
          user_email: "buyer@example.com",
          product_name: "Sample plan",
          renews_at: "{iso+30d}",
          created_at: "{iso}",
          test_mode: true,
        },
      },
    },
  },
});
