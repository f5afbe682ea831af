import { defineSamples } from "./samples.ts";

export const sentry = defineSamples({
  events: {
    "issue.created": {
      action: "created",
      installation: { uuid: "{uuid#installation}" },
      data: {
        issue: {
          id: "{digits:10#issue}",
          shortId: "SAMPLE-42",
          title: "TypeError: sample is not defined",
          level: "error",
          status: "unresolved",
          platform: "node",
          count: "1",
          firstSeen: "{iso}",
          lastSeen: "{iso}",
          project: { id: "{digits:7#project}", slug: "sample-shop" },
        },
      },
      actor: { type: "application", name: "Sentry" },
    },
    "event_alert.triggered": {
      action: "triggered",
      installation: { uuid: "{uuid#installation}" },
      data: {
        event: { event_id: "{hex:32}", title: "TypeError: sample is not defined", level: "error", datetime: "{iso}" },
        triggered_rule: "Sample rule",
      },
    },
  },
});
