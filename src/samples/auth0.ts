import { defineSamples } from "./samples.ts";

export const auth0 = defineSamples({
  events: {
    s: [
      {
        log_id: "{digits:38}",
        data: {
          date: "{iso}",
          type: "s",
          description: "Sample log-in",
          client_name: "Sample Shop",
          user_id: "auth0|{hex:24#user}",
          user_name: "person@example.com",
          ip: "192.0.2.1",
        },
      },
    ],
    fp: [
      {
        log_id: "{digits:38}",
        data: {
          date: "{iso}",
          type: "fp",
          description: "Sample: wrong password",
          client_name: "Sample Shop",
          user_name: "person@example.com",
          ip: "192.0.2.1",
        },
      },
    ],
  },
});
