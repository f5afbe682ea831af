import { defineSamples } from "./samples.ts";

export const zoom = defineSamples({
  events: {
    "meeting.started": {
      event: "meeting.started",
      event_ts: "{ms}",
      payload: {
        account_id: "{alnum:22#account}",
        object: {
          id: "{digits:11#meeting}",
          uuid: "{alnum:22}==",
          host_id: "{alnum:22#host}",
          topic: "Sample meeting",
          type: 2,
          start_time: "{iso}",
          duration: 30,
          timezone: "Europe/Berlin",
        },
      },
    },
    "meeting.ended": {
      event: "meeting.ended",
      event_ts: "{ms}",
      payload: {
        account_id: "{alnum:22#account}",
        object: {
          id: "{digits:11#meeting}",
          uuid: "{alnum:22}==",
          host_id: "{alnum:22#host}",
          topic: "Sample meeting",
          start_time: "{iso-1h}",
          end_time: "{iso}",
        },
      },
    },
    "recording.completed": {
      event: "recording.completed",
      event_ts: "{ms}",
      payload: {
        account_id: "{alnum:22#account}",
        object: {
          id: "{int:11#meeting}",
          topic: "Sample meeting",
          recording_count: 1,
          recording_files: [{ id: "{uuid}", file_type: "MP4", file_size: 1048576, status: "completed" }],
        },
      },
    },
  },
});
