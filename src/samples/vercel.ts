import { defineSamples } from "./samples.ts";

export const vercel = defineSamples({
  events: {
    "deployment.succeeded": {
      id: "{alnum:24}",
      type: "deployment.succeeded",
      createdAt: "{ms}",
      region: "fra1",
      payload: {
        deployment: {
          id: "dpl_{alnum:28#deployment}",
          name: "sample-shop",
          url: "sample-shop.vercel.example",
          meta: {},
        },
        project: { id: "prj_{alnum:28#project}" },
        target: "production",
        team: { id: "team_{alnum:24#team}" },
      },
    },
    "deployment.error": {
      id: "{alnum:24}",
      type: "deployment.error",
      createdAt: "{ms}",
      region: "fra1",
      payload: {
        deployment: {
          id: "dpl_{alnum:28#deployment}",
          name: "sample-shop",
          url: "sample-shop.vercel.example",
          meta: {},
        },
        project: { id: "prj_{alnum:28#project}" },
        target: "production",
      },
    },
  },
});
