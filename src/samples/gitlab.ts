import { defineSamples } from "./samples.ts";

const project = {
  id: "{int:6#project}",
  name: "sample-shop",
  path_with_namespace: "sample-org/sample-shop",
  default_branch: "main",
};

export const gitlab = defineSamples({
  headers: { "x-gitlab-instance": "https://gitlab.example", "x-gitlab-event-uuid": "{uuid}" },
  events: {
    "Push Hook": {
      object_kind: "push",
      event_name: "push",
      before: "{hex:40}",
      after: "{hex:40#head}",
      ref: "refs/heads/main",
      user_name: "Sample Dev",
      project,
      commits: [
        {
          id: "{hex:40#head}",
          message: "Sample: keep the cart",
          timestamp: "{iso}",
          added: [],
          modified: ["src/cart.ts"],
          removed: [],
        },
      ],
      total_commits_count: 1,
    },
    "Issue Hook": {
      object_kind: "issue",
      event_type: "issue",
      user: { name: "Sample Dev", username: "sample-dev" },
      project,
      object_attributes: {
        id: "{int:8#issue}",
        iid: 42,
        title: "Sample: the cart forgets its items",
        state: "opened",
        action: "open",
        created_at: "{iso}",
      },
    },
    "Merge Request Hook": {
      object_kind: "merge_request",
      user: { name: "Sample Dev", username: "sample-dev" },
      project,
      object_attributes: {
        id: "{int:8#merge}",
        iid: 43,
        title: "Sample: keep the cart",
        state: "opened",
        action: "open",
        source_branch: "keep-cart",
        target_branch: "main",
      },
    },
    "Pipeline Hook": {
      object_kind: "pipeline",
      project,
      object_attributes: {
        id: "{int:8}",
        ref: "main",
        sha: "{hex:40#head}",
        status: "failed",
        duration: 63,
        created_at: "{iso-5m}",
        finished_at: "{iso}",
      },
    },
  },
});
