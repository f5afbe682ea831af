import { expect, test } from "vitest";
import { createMetrics } from "./metrics.ts";
import type { Receipt } from "./observe.ts";
import { combineObservers } from "./observers.ts";
import type { Stats } from "./stores/store.ts";

const receipt = (given: Partial<Receipt> = {}): Receipt => ({
  source: "github",
  status: 202,
  outcome: "accepted",
  size: 1,
  took: 4,
  head: { method: "POST", url: "/in/github", headers: [], receivedAt: 0 },
  ...given,
});

test("counts requests by source, outcome and code, and their times", async () => {
  const { observer, render, contentType } = createMetrics(["github"]);
  observer.received?.(receipt());
  observer.received?.(receipt({ took: 30_000 }));
  observer.received?.(receipt({ outcome: "refused", code: "SIGNATURE_MISSING" }));
  const text = await render();
  expect(contentType).toContain("text/plain");
  expect(text).toContain('hookinbox_requests_total{source="github",outcome="accepted",code=""} 2');
  expect(text).toContain('hookinbox_requests_total{source="github",outcome="refused",code="SIGNATURE_MISSING"} 1');
  expect(text).toContain('hookinbox_receive_seconds_bucket{source="github",le="0.0025"} 0');
  expect(text).toContain('hookinbox_receive_seconds_bucket{source="github",le="0.005"} 2');
  expect(text).toContain('hookinbox_receive_seconds_bucket{source="github",le="10"} 2');
  expect(text).toContain('hookinbox_receive_seconds_bucket{source="github",le="+Inf"} 3');
  expect(text).toContain('hookinbox_receive_seconds_count{source="github"} 3');
  expect(text).toContain("process_cpu_seconds_total");
});

test("a flood of made-up sources and codes makes no new series", async () => {
  const { observer, render } = createMetrics(["github"]);
  for (let i = 0; i < 100; i++)
    observer.received?.(receipt({ source: `made-up-${i}`, outcome: "refused", code: `X${i}` }));
  const text = await render();
  expect(text).not.toContain("made-up");
  expect(text.match(/^hookinbox_requests_total/gm)).toHaveLength(1);
});

test("counts attempts by destination and outcome", async () => {
  const { observer, render } = createMetrics([]);
  const report = {
    event: "e",
    source: "github",
    type: "t",
    delivery: "d",
    destination: "github/*",
    attempt: 1,
    startedAt: 0,
    endedAt: 40,
  };
  observer.attempted?.({ ...report, outcome: "done" });
  observer.attempted?.({ ...report, outcome: "dead" });
  const text = await render();
  expect(text).toContain('hookinbox_attempts_total{destination="github/*",outcome="done"} 1');
  expect(text).toContain('hookinbox_attempt_seconds_bucket{destination="github/*",le="0.05"} 2');
});

test("the backlog is the store's own", async () => {
  const stats: Stats = {
    events: 5,
    repeats: 2,
    quarantined: 1,
    bytes: 9,
    deliveries: { pending: 3, running: 1, done: 1, dead: 0 },
    oldestDueAt: Date.now() - 60_000,
    sources: [],
    destinations: [
      { destination: 'a"b', pending: 3, running: 1, dead: 0, blocked: 0, oldestDueAt: Date.now() - 30_000 },
    ],
    paused: [],
  };
  const text = await createMetrics([]).render({ stats: async () => stats });
  expect(text).toContain('hookinbox_deliveries{state="pending"} 3');
  expect(text).toContain('hookinbox_backlog{destination="a\\"b",state="running"} 1');
  expect(text).toMatch(/^hookinbox_backlog_age_seconds\{destination="a\\"b"\} 3\d/m);
  expect(text).toMatch(/^hookinbox_oldest_due_seconds 6\d/m);
});

test("one observer tells several", () => {
  const heard: string[] = [];
  const both = combineObservers(
    { received: () => heard.push("a") },
    {},
    { received: () => heard.push("b"), noticed: () => heard.push("c") },
  );
  both.received?.(receipt());
  both.noticed?.({ level: "info", code: "X", message: "y" });
  expect(heard).toEqual(["a", "b", "c"]);
});
