import { defineSamples } from "./samples.ts";

export const box = defineSamples({
  events: {
    "FILE.UPLOADED": {
      type: "webhook_event",
      id: "{uuid}",
      created_at: "{iso}",
      trigger: "FILE.UPLOADED",
      webhook: { id: "{digits:7#webhook}", type: "webhook" },
      created_by: { type: "user", id: "{digits:9#user}", name: "Sample Person" },
      source: { id: "{digits:12}", type: "file", name: "sample.pdf", size: 4096, sha1: "{hex:40}" },
    },
  },
});
