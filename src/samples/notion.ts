import { defineSamples } from "./samples.ts";

export const notion = defineSamples({
  events: {
    "page.created": {
      id: "{uuid}",
      timestamp: "{iso}",
      type: "page.created",
      workspace_id: "{uuid#workspace}",
      subscription_id: "{uuid#subscription}",
      integration_id: "{uuid#integration}",
      attempt_number: 1,
      authors: [{ id: "{uuid#author}", type: "person" }],
      entity: { id: "{uuid#page}", type: "page" },
      data: { parent: { id: "{uuid#database}", type: "database" } },
    },
    "comment.created": {
      id: "{uuid}",
      timestamp: "{iso}",
      type: "comment.created",
      workspace_id: "{uuid#workspace}",
      subscription_id: "{uuid#subscription}",
      attempt_number: 1,
      authors: [{ id: "{uuid#author}", type: "person" }],
      entity: { id: "{uuid}", type: "comment" },
      data: { page_id: "{uuid#page}" },
    },
  },
});
