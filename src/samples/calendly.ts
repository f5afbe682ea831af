import { defineSamples } from "./samples.ts";

export const calendly = defineSamples({
  events: {
    "invitee.created": {
      event: "invitee.created",
      created_at: "{iso}",
      created_by: "https://api.calendly.example/users/{alnum:16#user}",
      payload: {
        uri: "https://api.calendly.example/scheduled_events/{uuid#event}/invitees/{uuid#invitee}",
        email: "person@example.com",
        name: "Sample Person",
        status: "active",
        timezone: "Europe/Berlin",
        created_at: "{iso}",
        updated_at: "{iso}",
        scheduled_event: { name: "Sample meeting", start_time: "{iso+1d}", end_time: "{iso+1d}" },
      },
    },
    "invitee.canceled": {
      event: "invitee.canceled",
      created_at: "{iso}",
      created_by: "https://api.calendly.example/users/{alnum:16#user}",
      payload: {
        uri: "https://api.calendly.example/scheduled_events/{uuid#event}/invitees/{uuid#invitee}",
        email: "person@example.com",
        name: "Sample Person",
        status: "canceled",
        updated_at: "{iso}",
        cancellation: { canceled_by: "Sample Person", reason: "Sample" },
      },
    },
  },
});
