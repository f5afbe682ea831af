import { defineSamples } from "./samples.ts";

export const circleci = defineSamples({
  events: {
    "workflow-completed": {
      id: "{uuid}",
      type: "workflow-completed",
      happened_at: "{iso}",
      webhook: { id: "{uuid#webhook}", name: "Sample" },
      workflow: { id: "{uuid#workflow}", name: "tests", status: "failed", created_at: "{iso-5m}", stopped_at: "{iso}" },
      project: { id: "{uuid#project}", slug: "github/sample-org/sample-shop" },
      pipeline: { id: "{uuid}", number: 118 },
    },
  },
});
