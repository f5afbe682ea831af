import { defineSamples } from "./samples.ts";

const issue = {
  id: "{digits:5#issue}",
  key: "SMP-42",
  fields: {
    summary: "Sample: the cart forgets its items",
    issuetype: { name: "Bug" },
    project: { key: "SMP", name: "Sample" },
    status: { name: "To Do" },
    priority: { name: "High" },
    created: "{iso-1h}",
    updated: "{iso}",
  },
};

export const jira = defineSamples({
  events: {
    "jira:issue_created": {
      timestamp: "{ms}",
      webhookEvent: "jira:issue_created",
      issue_event_type_name: "issue_created",
      user: { accountId: "{hex:24#user}", displayName: "Sample Person" },
      issue,
    },
    "jira:issue_updated": {
      timestamp: "{ms}",
      webhookEvent: "jira:issue_updated",
      issue_event_type_name: "issue_generic",
      user: { accountId: "{hex:24#user}", displayName: "Sample Person" },
      issue,
      changelog: { id: "{digits:5}", items: [{ field: "status", fromString: "To Do", toString: "Done" }] },
    },
  },
});
