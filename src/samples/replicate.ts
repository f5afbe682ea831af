import { defineSamples } from "./samples.ts";

export const replicate = defineSamples({
  events: {
    succeeded: {
      id: "{alnum:26#prediction}",
      version: "{hex:64}",
      status: "succeeded",
      input: { prompt: "a sample" },
      output: ["https://replicate.example/sample.png"],
      error: null,
      created_at: "{iso-1m}",
      completed_at: "{iso}",
      metrics: { predict_time: 4.2 },
    },
  },
});
