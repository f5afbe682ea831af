import { defineSamples } from "./samples.ts";

export const telnyx = defineSamples({
  events: {
    "message.received": {
      data: {
        event_type: "message.received",
        id: "{uuid}",
        occurred_at: "{iso}",
        record_type: "event",
        payload: {
          id: "{uuid}",
          direction: "inbound",
          from: { phone_number: "+15005550001" },
          to: [{ phone_number: "+15005550006" }],
          text: "Sample: is the shop open?",
          type: "SMS",
        },
      },
      meta: { attempt: 1 },
    },
  },
});
