import { defineSamples } from "./samples.ts";

export const discord = defineSamples({
  events: {
    APPLICATION_AUTHORIZED: {
      version: 1,
      application_id: "{digits:19#application}",
      type: 1,
      event: {
        type: "APPLICATION_AUTHORIZED",
        timestamp: "{iso}",
        data: {
          integration_type: 1,
          scopes: ["applications.commands"],
          user: { id: "{digits:18#user}", username: "sampleperson" },
        },
      },
    },
  },
});
