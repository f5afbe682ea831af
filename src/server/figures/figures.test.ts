import { expect, test } from "vitest";
import type { AttemptReport, Receipt } from "../../observe.ts";
import { memoryStore } from "../../stores/memory/index.ts";
import { createFigures, type Figures } from "./figures.ts";
import { addTime, type Histogram, quantile } from "./histogram.ts";

const receipt = (outcome: Receipt["outcome"], took = 4): Receipt => ({
  source: "github",
  status: 202,
  outcome,
  size: 0,
  took,
  head: { method: "POST", url: "/", headers: [], receivedAt: 0 },
});
const attempt = (outcome: AttemptReport["outcome"]): AttemptReport => ({
  event: "evt_1",
  source: "github",
  type: "x",
  delivery: "dlv_1",
  destination: "__proto__",
  attempt: 1,
  outcome,
  startedAt: 0,
  endedAt: 100,
});

test("counts of several processes and over a restart are summed by minute", async () => {
  let now = 1_790_000_000_000;
  const store = memoryStore({ clock: () => now });
  const start = (): Figures => {
    const figures = createFigures(() => now);
    figures.start(store);
    return figures;
  };
  const [one, two] = [start(), start()];
  one.observer.received?.(receipt("accepted"));
  two.observer.received?.(receipt("duplicate"));
  two.observer.attempted?.(attempt("done"));
  await one.stop();
  now += 60_000;
  two.observer.received?.(receipt("refused"));
  const seen = await two.minutes(0);
  expect(seen.map(({ accepted, repeats, refused, handled }) => [accepted, repeats, refused, handled])).toEqual([
    [1, 1, 0, 1],
    [0, 0, 1, 0],
  ]);
  await two.stop();
  const later = start();
  expect((await later.minutes(0)).map(({ accepted, refused }) => [accepted, refused])).toEqual([
    [1, 0],
    [0, 1],
  ]);
  expect(await later.minutes(0)).toHaveLength(2);
  const [first] = await later.minutes(0);
  expect(Object.entries(first?.destinations ?? {}).map(([name, { done }]) => [name, done])).toEqual([["__proto__", 1]]);
  await later.stop();
});

test("quantiles are within 10 %", () => {
  const histogram: Histogram = {};
  for (let ms = 1; ms <= 1000; ms++) addTime(histogram, ms);
  expect(Math.abs((quantile(histogram, 0.5) ?? 0) - 500)).toBeLessThan(50);
  expect(Math.abs((quantile(histogram, 0.99) ?? 0) - 990)).toBeLessThan(99);
  expect(quantile({}, 0.5)).toBeNull();
});

test("what was let go for a newer one is no failure", async () => {
  const figures = createFigures(() => 1_790_000_000_000);
  figures.observer.attempted?.(attempt("stale"));
  expect((await figures.minutes(0)).map(({ retried, destinations }) => [retried, destinations])).toEqual([[0, {}]]);
});
