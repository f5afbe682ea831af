import { defineSamples } from "./samples.ts";

export const intercom = defineSamples({
  events: {
    "conversation.user.created": {
      type: "notification_event",
      app_id: "{alnum:8#app}",
      id: "notif_{uuid}",
      topic: "conversation.user.created",
      delivery_attempts: 1,
      first_sent_at: "{seconds}",
      created_at: "{seconds}",
      data: {
        type: "notification_event_data",
        item: {
          type: "conversation",
          id: "{digits:12#conversation}",
          state: "open",
          source: {
            type: "conversation",
            body: "Sample: is the shop open?",
            author: { type: "user", email: "person@example.com" },
          },
        },
      },
    },
    "contact.created": {
      type: "notification_event",
      app_id: "{alnum:8#app}",
      id: "notif_{uuid}",
      topic: "contact.created",
      created_at: "{seconds}",
      data: { item: { type: "contact", id: "{hex:24#contact}", email: "person@example.com", name: "Sample Person" } },
    },
  },
});
