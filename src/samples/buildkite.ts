import { defineSamples } from "./samples.ts";

export const buildkite = defineSamples({
  events: {
    "build.finished": {
      event: "build.finished",
      build: {
        id: "{uuid#build}",
        number: 118,
        state: "passed",
        branch: "main",
        commit: "{hex:40}",
        message: "Sample: keep the cart",
        created_at: "{iso-5m}",
        finished_at: "{iso}",
      },
      pipeline: { id: "{uuid#pipeline}", slug: "sample-shop" },
      sender: { id: "{uuid}", name: "Sample Dev" },
    },
  },
});
