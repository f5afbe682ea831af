import { defineSamples } from "./samples.ts";

export const openai = defineSamples({
  events: {
    "response.completed": {
      id: "evt_{hex:32}",
      object: "event",
      created_at: "{seconds}",
      type: "response.completed",
      data: { id: "resp_{hex:48}" },
    },
    "batch.completed": {
      id: "evt_{hex:32}",
      object: "event",
      created_at: "{seconds}",
      type: "batch.completed",
      data: { id: "batch_{hex:32}" },
    },
  },
});
