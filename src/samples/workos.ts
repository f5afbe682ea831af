import { defineSamples } from "./samples.ts";

export const workos = defineSamples({
  events: {
    "user.created": {
      id: "event_{alnum:26}",
      event: "user.created",
      created_at: "{iso}",
      data: {
        object: "user",
        id: "user_{alnum:26#user}",
        email: "person@example.com",
        first_name: "Sample",
        last_name: "Person",
        email_verified: true,
        created_at: "{iso}",
      },
    },
    "dsync.user.deleted": {
      id: "event_{alnum:26}",
      event: "dsync.user.deleted",
      created_at: "{iso}",
      data: {
        id: "directory_user_{alnum:26}",
        directory_id: "directory_{alnum:26}",
        state: "inactive",
        username: "person@example.com",
      },
    },
  },
});
