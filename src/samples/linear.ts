import { defineSamples } from "./samples.ts";

const issue = {
  id: "{uuid#issue}",
  identifier: "SMP-42",
  title: "Sample: the cart forgets its items",
  priority: 2,
  state: { name: "Todo", type: "unstarted" },
  team: { key: "SMP", name: "Sample" },
  createdAt: "{iso-1h}",
  updatedAt: "{iso}",
};

export const linear = defineSamples({
  events: {
    "Issue.create": {
      action: "create",
      type: "Issue",
      createdAt: "{iso}",
      organizationId: "{uuid#organization}",
      webhookTimestamp: "{ms}",
      webhookId: "{uuid#webhook}",
      data: issue,
      url: "https://linear.example/sample/issue/SMP-42",
    },
    "Issue.update": {
      action: "update",
      type: "Issue",
      createdAt: "{iso}",
      organizationId: "{uuid#organization}",
      webhookTimestamp: "{ms}",
      webhookId: "{uuid#webhook}",
      data: { ...issue, state: { name: "Done", type: "completed" } },
      updatedFrom: { stateId: "{uuid}" },
    },
  },
});
