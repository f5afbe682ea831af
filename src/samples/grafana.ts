import { defineSamples } from "./samples.ts";

export const grafana = defineSamples({
  events: {
    firing: {
      receiver: "sample",
      status: "firing",
      orgId: 1,
      alerts: [
        {
          status: "firing",
          labels: { alertname: "Sample: slow answers", severity: "warning" },
          annotations: { summary: "p99 is over a second." },
          startsAt: "{iso-1m}",
          endsAt: "0001-01-01T00:00:00Z",
          fingerprint: "{hex:16#alert}",
        },
      ],
      groupKey: "{hex:16#alert}",
      title: "[FIRING:1] Sample: slow answers",
      state: "alerting",
    },
    resolved: {
      receiver: "sample",
      status: "resolved",
      orgId: 1,
      alerts: [
        {
          status: "resolved",
          labels: { alertname: "Sample: slow answers", severity: "warning" },
          startsAt: "{iso-5m}",
          endsAt: "{iso}",
          fingerprint: "{hex:16#alert}",
        },
      ],
      groupKey: "{hex:16#alert}",
      title: "[RESOLVED] Sample: slow answers",
      state: "ok",
    },
  },
});
