import { defineSamples } from "./samples.ts";

export const okta = defineSamples({
  events: {
    "user.lifecycle.create": {
      eventId: "{uuid}",
      eventTime: "{iso}",
      eventType: "com.okta.event_hook",
      eventTypeVersion: "1.0",
      cloudEventsVersion: "0.1",
      source: "https://sample.okta.example/api/v1/eventHooks/who",
      data: {
        events: [
          {
            uuid: "{uuid}",
            published: "{iso}",
            eventType: "user.lifecycle.create",
            severity: "INFO",
            displayMessage: "Create Okta user",
            actor: { id: "{alnum:20}", type: "User", alternateId: "admin@example.com" },
            target: [{ id: "{alnum:20#user}", type: "User", alternateId: "person@example.com" }],
            outcome: { result: "SUCCESS" },
          },
        ],
      },
    },
  },
});
