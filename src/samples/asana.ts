import { defineSamples } from "./samples.ts";

export const asana = defineSamples({
  events: {
    "task.added": {
      events: [
        {
          user: { gid: "{digits:16#user}", resource_type: "user" },
          resource: { gid: "{digits:16#task}", resource_type: "task", resource_subtype: "default_task" },
          parent: { gid: "{digits:16#project}", resource_type: "project" },
          action: "added",
          created_at: "{iso}",
        },
      ],
    },
    "task.changed": {
      events: [
        {
          user: { gid: "{digits:16#user}", resource_type: "user" },
          resource: { gid: "{digits:16#task}", resource_type: "task" },
          action: "changed",
          change: { field: "completed", action: "changed" },
          created_at: "{iso}",
        },
      ],
    },
  },
});
