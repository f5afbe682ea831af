import { defineSamples } from "./samples.ts";

const incident = {
  id: "Q{alnum:13#incident}",
  type: "incident",
  number: 42,
  status: "triggered",
  title: "Sample: the shop answers slowly",
  urgency: "high",
  service: { id: "P{alnum:6#service}", summary: "Sample shop" },
  created_at: "{iso-1m}",
};

export const pagerduty = defineSamples({
  events: {
    "incident.triggered": {
      event: {
        id: "{alnum:26}",
        event_type: "incident.triggered",
        resource_type: "incident",
        occurred_at: "{iso}",
        data: incident,
      },
    },
    "incident.resolved": {
      event: {
        id: "{alnum:26}",
        event_type: "incident.resolved",
        resource_type: "incident",
        occurred_at: "{iso}",
        data: { ...incident, status: "resolved" },
      },
    },
  },
});
