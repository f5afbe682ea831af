import { defineSamples } from "./samples.ts";

export const woocommerce = defineSamples({
  headers: { "x-wc-webhook-source": "https://shop.example.com/", "x-wc-webhook-id": "7" },
  events: {
    "order.created": {
      id: "{int:5#order}",
      status: "processing",
      currency: "EUR",
      total: "49.00",
      date_created_gmt: "{iso}",
      billing: { first_name: "Sample", last_name: "Buyer", email: "buyer@example.com" },
      line_items: [{ id: "{int:4}", name: "Sample mug", quantity: 2, total: "49.00", sku: "SAMPLE-MUG" }],
    },
    "product.updated": {
      id: "{int:5}",
      name: "Sample mug",
      status: "publish",
      sku: "SAMPLE-MUG",
      price: "24.50",
      stock_quantity: 11,
      date_modified_gmt: "{iso}",
    },
  },
});
