import { defineSamples } from "./samples.ts";

export const twitch = defineSamples({
  events: {
    "stream.online": {
      subscription: {
        id: "{uuid#subscription}",
        type: "stream.online",
        version: "1",
        status: "enabled",
        condition: { broadcaster_user_id: "{digits:8#broadcaster}" },
        created_at: "{iso-1d}",
      },
      event: {
        id: "{digits:10}",
        broadcaster_user_id: "{digits:8#broadcaster}",
        broadcaster_user_login: "samplechannel",
        broadcaster_user_name: "SampleChannel",
        type: "live",
        started_at: "{iso}",
      },
    },
    "channel.follow": {
      subscription: {
        id: "{uuid#subscription}",
        type: "channel.follow",
        version: "2",
        status: "enabled",
        condition: { broadcaster_user_id: "{digits:8#broadcaster}" },
      },
      event: {
        user_id: "{digits:8}",
        user_login: "sampleperson",
        user_name: "SamplePerson",
        broadcaster_user_id: "{digits:8#broadcaster}",
        followed_at: "{iso}",
      },
    },
  },
  headers: { "twitch-eventsub-message-type": "notification" },
});
