import { defineSamples } from "./samples.ts";

export const postmark = defineSamples({
  events: {
    Delivery: {
      RecordType: "Delivery",
      MessageID: "{uuid}",
      Recipient: "buyer@example.com",
      DeliveredAt: "{iso}",
      Details: "Sample delivery",
      Tag: "sample",
      MessageStream: "outbound",
      ServerID: 42,
      Metadata: {},
    },
    Bounce: {
      RecordType: "Bounce",
      ID: "{int:12}",
      Type: "HardBounce",
      TypeCode: 1,
      MessageID: "{uuid}",
      Email: "nobody@example.com",
      From: "shop@example.com",
      BouncedAt: "{iso}",
      Description: "Sample: no such address",
      Inactive: true,
      MessageStream: "outbound",
    },
  },
});
