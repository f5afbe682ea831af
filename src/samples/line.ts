import { defineSamples } from "./samples.ts";

export const line = defineSamples({
  events: {
    message: {
      destination: "U{hex:32#bot}",
      events: [
        {
          type: "message",
          mode: "active",
          timestamp: "{ms}",
          webhookEventId: "{alnum:26}",
          deliveryContext: { isRedelivery: false },
          replyToken: "{hex:32}",
          source: { type: "user", userId: "U{hex:32#user}" },
          message: { type: "text", id: "{digits:18}", text: "Sample: is the shop open?" },
        },
      ],
    },
    follow: {
      destination: "U{hex:32#bot}",
      events: [
        {
          type: "follow",
          mode: "active",
          timestamp: "{ms}",
          webhookEventId: "{alnum:26}",
          deliveryContext: { isRedelivery: false },
          replyToken: "{hex:32}",
          source: { type: "user", userId: "U{hex:32#user}" },
        },
      ],
    },
  },
});
