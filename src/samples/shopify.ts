import { defineSamples } from "./samples.ts";

const customer = {
  id: "{int:13#customer}",
  email: "buyer@example.com",
  first_name: "Sample",
  last_name: "Buyer",
  created_at: "{iso-30d}",
};
const order = {
  id: "{int:13#order}",
  admin_graphql_api_id: "gid://shopify/Order/{digits:13}",
  name: "#1042",
  order_number: 1042,
  created_at: "{iso}",
  updated_at: "{iso}",
  currency: "EUR",
  subtotal_price: "49.00",
  total_tax: "7.82",
  total_price: "49.00",
  financial_status: "pending",
  fulfillment_status: null,
  email: "buyer@example.com",
  customer,
  line_items: [
    {
      id: "{int:14#line}",
      product_id: "{int:13#product}",
      title: "Sample mug",
      sku: "SAMPLE-MUG",
      quantity: 2,
      price: "24.50",
    },
  ],
  shipping_address: {
    name: "Sample Buyer",
    address1: "1 Sample Street",
    city: "Sampleton",
    zip: "00000",
    country_code: "DE",
  },
  test: true,
};
const product = {
  id: "{int:13#product}",
  title: "Sample mug",
  handle: "sample-mug",
  status: "active",
  vendor: "Sample Shop",
  updated_at: "{iso}",
  variants: [{ id: "{int:14}", title: "Blue", price: "24.50", sku: "SAMPLE-MUG", inventory_quantity: 12 }],
};

export const shopify = defineSamples({
  headers: {
    "x-shopify-shop-domain": "sample-shop.myshopify.com",
    "x-shopify-api-version": "2026-01",
    "x-shopify-triggered-at": "{iso}",
    "x-shopify-test": "true",
  },
  events: {
    "orders/create": order,
    "orders/paid": { ...order, financial_status: "paid", processed_at: "{iso}" },
    "orders/fulfilled": { ...order, financial_status: "paid", fulfillment_status: "fulfilled" },
    "orders/cancelled": { ...order, cancelled_at: "{iso}", cancel_reason: "customer" },
    "refunds/create": {
      id: "{int:12}",
      order_id: "{int:13#order}",
      created_at: "{iso}",
      note: "Sample refund",
      refund_line_items: [{ id: "{int:12}", line_item_id: "{int:14#line}", quantity: 1, subtotal: 24.5 }],
      transactions: [
        { id: "{int:13}", kind: "refund", status: "success", amount: "24.50", currency: "EUR", test: true },
      ],
    },
    "products/create": product,
    "products/update": product,
    "customers/create": customer,
    "inventory_levels/update": {
      inventory_item_id: "{int:14}",
      location_id: "{int:11}",
      available: 11,
      updated_at: "{iso}",
    },
    "app/uninstalled": { id: "{int:11}", name: "Sample Shop", domain: "sample-shop.myshopify.com", plan_name: "basic" },
  },
});
