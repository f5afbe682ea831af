import { hundredth, tenth, whole } from "./table.mjs";

const ratio = (a, b, name) => (a && b && a[name] && b[name] ? a[name] / b[name] : undefined);
const atLeast = (bound) => ({ bound: `>= ${bound}`, holds: (value) => value >= bound });
const atMost = (bound) => ({ bound: `<= ${bound}`, holds: (value) => value <= bound });

/** What must hold, each with its bound. `value` gives `undefined` where its contestants did not run. */
export const FIGURES = [
  [
    "requests/s, accepts : bare",
    atLeast(0.3),
    (r) => ratio(r["hookinbox-accept"], r.bare, "rps"),
    hundredth,
    "aim 0.50",
  ],
  [
    "requests/s, accepts : Express + BullMQ",
    atLeast(2.5),
    (r) => ratio(r["hookinbox-accept"], r["bullmq-accept"], "rps"),
    hundredth,
  ],
  [
    "requests/s, accepts : Flask + Celery",
    atLeast(5),
    (r) => ratio(r["hookinbox-accept"], r["celery-accept"], "rps"),
    hundredth,
  ],
  [
    "requests/s, accepts : adnanh/webhook",
    atLeast(1.6),
    (r) => ratio(r["hookinbox-accept"], r.adnanh, "rps"),
    hundredth,
  ],
  ["requests/s, whole life : Express + BullMQ", atLeast(2.5), (r) => ratio(r.hookinbox, r.bullmq, "rps"), hundredth],
  ["requests/s, whole life : Flask + Celery", atLeast(5), (r) => ratio(r.hookinbox, r.celery, "rps"), hundredth],
  ["CPU of an accept : bare", atMost(4.5), (r) => ratio(r["hookinbox-accept"], r.bare, "cpu"), hundredth, "aim 3"],
  ["CPU of a whole life : bare", atMost(9), (r) => lifeOverBare(r), hundredth],
  ["answer p99, accepts (ms)", atMost(20), (r) => r["hookinbox-accept"]?.p99, tenth],
  ["answer p99, whole life (ms)", atMost(20), (r) => r.hookinbox?.p99, tenth],
  ["main-loop delay p99, accepts (ms)", atMost(10), (r) => r["hookinbox-accept"]?.loopP99, tenth],
  ["main-loop delay p99, whole life (ms)", atMost(10), (r) => r.hookinbox?.loopP99, tenth],
  ["WAL file, most (MB)", atMost(64), (r) => mostWal(r), tenth],
  ["settled events/s while receiving", atLeast(6000), (r) => r.life?.settled, whole],
  ["events answered but not settled at the end", atMost(0), (r) => r.life?.lost, whole],
  ["backlog: claim p99 (ms)", atMost(20), (r) => r.backlog?.claimP99, tenth],
  ["backlog: RSS growth (MB)", atMost(64), (r) => r.backlog?.rssGrowth, tenth],
  ["backlog: start-up (s)", atMost(2), (r) => r.backlog?.startUp, hundredth],
  ["answers that were not a 2xx, or no new event", atMost(0), (r) => allFailures(r), whole],
];

const OURS = ["hookinbox-accept", "hookinbox", "hookinbox-log"];
const ours = (results) => OURS.map((name) => results[name]).filter((row) => row !== undefined);

const lifeOverBare = (r) => (r.hookinbox?.life && r.bare?.cpu ? r.hookinbox.life / r.bare.cpu : undefined);
const mostWal = (r) => (ours(r).length ? Math.max(...ours(r).map((row) => row.wal)) : undefined);
const allFailures = (r) => (ours(r).length ? ours(r).reduce((sum, row) => sum + row.failures, 0) : undefined);

/** Each figure with what was measured: `{ name, bound, value, state: "pass" | "FAIL" | "-" }`. */
export function judge(results) {
  return FIGURES.map(([name, { bound, holds }, measure, format, note]) => {
    const value = measure(results);
    const state = value === undefined ? "-" : holds(value) ? "pass" : "FAIL";
    return { name, bound, value: value === undefined ? "not run" : format(value), state, note: note ?? "" };
  });
}
