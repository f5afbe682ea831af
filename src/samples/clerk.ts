import { defineSamples } from "./samples.ts";

export const clerk = defineSamples({
  events: {
    "user.created": {
      type: "user.created",
      object: "event",
      timestamp: "{ms}",
      data: {
        id: "user_{alnum:27#user}",
        object: "user",
        first_name: "Sample",
        last_name: "Person",
        email_addresses: [{ id: "idn_{alnum:27}", email_address: "person@example.com" }],
        created_at: "{ms}",
        updated_at: "{ms}",
      },
    },
    "user.deleted": {
      type: "user.deleted",
      object: "event",
      timestamp: "{ms}",
      data: { id: "user_{alnum:27#user}", object: "user", deleted: true },
    },
    "session.created": {
      type: "session.created",
      object: "event",
      timestamp: "{ms}",
      data: {
        id: "sess_{alnum:27}",
        object: "session",
        user_id: "user_{alnum:27#user}",
        status: "active",
        created_at: "{ms}",
        expire_at: "{ms+7d}",
      },
    },
  },
});
