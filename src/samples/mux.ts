import { defineSamples } from "./samples.ts";

export const mux = defineSamples({
  events: {
    "video.asset.ready": {
      type: "video.asset.ready",
      id: "{uuid}",
      created_at: "{iso}",
      object: { type: "asset", id: "{alnum:40#asset}" },
      environment: { name: "Sample", id: "{alnum:6#environment}" },
      data: {
        id: "{alnum:40#asset}",
        status: "ready",
        duration: 42.5,
        aspect_ratio: "16:9",
        playback_ids: [{ id: "{alnum:40}", policy: "public" }],
      },
    },
  },
});
