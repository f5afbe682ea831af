import { defineSamples } from "./samples.ts";

const callback = (event: object) => ({
  token: "sample",
  team_id: "T{digits:10#team}",
  api_app_id: "A{digits:10#app}",
  event,
  type: "event_callback",
  event_id: "Ev{digits:10}",
  event_time: "{seconds}",
  authorizations: [{ team_id: "T{digits:10#team}", user_id: "U{digits:10#bot}", is_bot: true }],
});

export const slack = defineSamples({
  events: {
    app_mention: callback({
      type: "app_mention",
      user: "U{digits:10#user}",
      text: "<@U{digits:10#bot}> is the sample shop open?",
      ts: "{seconds}.000100",
      channel: "C{digits:10#channel}",
      event_ts: "{seconds}.000100",
    }),
    message: callback({
      type: "message",
      channel: "C{digits:10#channel}",
      channel_type: "channel",
      user: "U{digits:10#user}",
      text: "Sample: the parcel has arrived.",
      ts: "{seconds}.000200",
      event_ts: "{seconds}.000200",
    }),
    reaction_added: callback({
      type: "reaction_added",
      user: "U{digits:10#user}",
      reaction: "tada",
      item: { type: "message", channel: "C{digits:10#channel}", ts: "{seconds-1m}.000200" },
      item_user: "U{digits:10}",
      event_ts: "{seconds}.000300",
    }),
    team_join: callback({
      type: "team_join",
      user: { id: "U{digits:10#user}", name: "sample.person", real_name: "Sample Person", is_bot: false },
    }),
    channel_created: callback({
      type: "channel_created",
      channel: {
        id: "C{digits:10#channel}",
        name: "sample-channel",
        created: "{seconds}",
        creator: "U{digits:10#user}",
      },
    }),
    app_home_opened: callback({
      type: "app_home_opened",
      user: "U{digits:10#user}",
      channel: "D{digits:10}",
      tab: "home",
      event_ts: "{seconds}.000400",
    }),
  },
});
