import { defineSamples } from "./samples.ts";

export const sendgrid = defineSamples({
  events: {
    delivered: [
      {
        email: "buyer@example.com",
        timestamp: "{seconds}",
        event: "delivered",
        sg_event_id: "{alnum:22}",
        sg_message_id: "{alnum:22#message}.filter0001",
        "smtp-id": "<{alnum:14}@example.com>",
        response: "250 OK",
      },
    ],
    bounce: [
      {
        email: "nobody@example.com",
        timestamp: "{seconds}",
        event: "bounce",
        type: "bounce",
        status: "5.1.1",
        reason: "Sample: no such address",
        sg_event_id: "{alnum:22}",
        sg_message_id: "{alnum:22#message}.filter0001",
      },
    ],
    open: [
      {
        email: "buyer@example.com",
        timestamp: "{seconds}",
        event: "open",
        sg_event_id: "{alnum:22}",
        sg_message_id: "{alnum:22#message}.filter0001",
        useragent: "Sample Mail",
      },
    ],
  },
});
