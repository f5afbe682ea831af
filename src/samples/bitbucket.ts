import { defineSamples } from "./samples.ts";

const actor = { type: "user", display_name: "Sample Dev", uuid: "{uuid#actor}" };
const repository = {
  type: "repository",
  full_name: "sample-org/sample-shop",
  uuid: "{uuid#repository}",
  is_private: true,
};

export const bitbucket = defineSamples({
  headers: { "x-hook-uuid": "{uuid#hook}" },
  events: {
    "repo:push": {
      actor,
      repository,
      push: {
        changes: [
          {
            new: {
              type: "branch",
              name: "main",
              target: { hash: "{hex:40}", message: "Sample: keep the cart", date: "{iso}" },
            },
            forced: false,
          },
        ],
      },
    },
    "pullrequest:created": {
      actor,
      repository,
      pullrequest: { id: 43, title: "Sample: keep the cart", state: "OPEN", created_on: "{iso}" },
    },
  },
});
