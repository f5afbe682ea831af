import { defineSamples } from "./samples.ts";

export const zendesk = defineSamples({
  events: {
    "zen:event-type:ticket.created": {
      type: "zen:event-type:ticket.created",
      account_id: "{int:8#account}",
      id: "{uuid}",
      time: "{iso}",
      zendesk_event_version: "2022-11-06",
      subject: "zen:ticket:42",
      detail: {
        id: "42",
        subject: "Sample: where is my parcel?",
        status: "NEW",
        priority: "NORMAL",
        requester_id: "{digits:14#requester}",
        created_at: "{iso}",
      },
      event: {},
    },
    "zen:event-type:ticket.status_changed": {
      type: "zen:event-type:ticket.status_changed",
      account_id: "{int:8#account}",
      id: "{uuid}",
      time: "{iso}",
      zendesk_event_version: "2022-11-06",
      subject: "zen:ticket:42",
      detail: { id: "42", subject: "Sample: where is my parcel?", status: "SOLVED" },
      event: { current: "SOLVED", previous: "OPEN" },
    },
  },
});
