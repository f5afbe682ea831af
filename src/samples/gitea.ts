import { defineSamples } from "./samples.ts";

const repository = {
  id: "{int:5#repository}",
  name: "sample-shop",
  full_name: "sample-org/sample-shop",
  private: true,
};
const sender = { id: "{int:4#sender}", login: "sample-dev", email: "dev@example.com" };

export const gitea = defineSamples({
  events: {
    push: {
      ref: "refs/heads/main",
      before: "{hex:40}",
      after: "{hex:40#head}",
      commits: [{ id: "{hex:40#head}", message: "Sample: keep the cart", timestamp: "{iso}" }],
      repository,
      sender,
    },
    issues: {
      action: "opened",
      number: 42,
      issue: {
        id: "{int:6#issue}",
        number: 42,
        title: "Sample: the cart forgets its items",
        state: "open",
        created_at: "{iso}",
      },
      repository,
      sender,
    },
  },
});
