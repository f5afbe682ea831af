import { AggregatorRegistry, collectDefaultMetrics, type Metric, Registry } from "prom-client";
import { ERRORS } from "./errors.ts";
import type { AttemptReport, Observer, Receipt } from "./observe.ts";
import type { ArchiveStore } from "./stores/store.ts";

export interface Metrics {
  readonly observer: Observer;
  readonly contentType: string;
  /** The text that Prometheus reads. Gauges of the backlog come from the store's counters, at this moment. */
  render(stats?: Pick<ArchiveStore, "stats">): Promise<string>;
  /** The same as plain data, to be summed up with that of other processes. */
  json(): Promise<MetricsJson>;
}

/** What prom-client gives as JSON. */
export type MetricsJson = readonly object[];

/** The figures of several processes as one text: counts are added. */
export async function summed(all: readonly MetricsJson[], stats?: Pick<ArchiveStore, "stats">): Promise<string> {
  const registry = AggregatorRegistry.aggregate(all as unknown as object[]);
  return (await registry.metrics()) + (stats ? await backlog(stats) : "");
}

/** Upper bounds in seconds: receiving takes one commit, handling anything up to its time-out of 5 min. */
const RECEIVE_BUCKETS = [0.001, 0.0025, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10];
const ATTEMPT_BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300];
/** Destinations with series of their own. Handlers are configured, so this is a fence, not a limit that anyone meets. */
const MOST_DESTINATIONS = 1_000;
/** Stands for addresses that no source receives at. A source's name has no parentheses. */
const NO_SOURCE = "(none)";
const OTHER = "(other)";

type Labels = Record<string, string>;
interface Series {
  readonly labels: Labels;
  readonly value: number;
  readonly metricName?: string;
}

/**
 * Counts requests and attempts. The hot path adds to plain numbers; prom-client reads them when it is asked, because its
 * own counters hash their labels at every step (1 µs each).
 *
 * @example createInbox(config, { observer: createMetrics(settings.sources.keys()).observer })
 */
export function createMetrics(sources: Iterable<string>): Metrics {
  const known = new Set(sources);
  const requests = new Map<string, Tally>();
  const attempts = new Map<string, Tally>();
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });

  const sourceTally = (source: string | undefined) =>
    tallyOf(requests, source !== undefined && known.has(source) ? source : NO_SOURCE, RECEIVE_BUCKETS);
  const destinationTally = (name: string) =>
    tallyOf(attempts, attempts.has(name) || attempts.size < MOST_DESTINATIONS ? name : OTHER, ATTEMPT_BUCKETS);

  const observer: Observer = {
    received: (receipt) => sourceTally(receipt.source).add(outcomeOf(receipt), receipt.took / 1_000),
    attempted: (report: AttemptReport) =>
      destinationTally(report.destination).add(report.outcome, (report.endedAt - report.startedAt) / 1_000),
  };

  register(registry, "counter", "hookinbox_requests_total", "Requests answered, by source, outcome and code.", () =>
    counts(requests, (source, outcome) => {
      const [word = "", code = ""] = outcome.split(" ");
      return { source, outcome: word, code };
    }),
  );
  register(registry, "counter", "hookinbox_attempts_total", "Attempts ended, by destination and outcome.", () =>
    counts(attempts, (destination, outcome) => ({ destination, outcome })),
  );
  const receive = "hookinbox_receive_seconds";
  register(registry, "histogram", receive, "From a request's headers to its answer.", () =>
    times(requests, receive, "source"),
  );
  const attempt = "hookinbox_attempt_seconds";
  register(registry, "histogram", attempt, "How long attempts took.", () => times(attempts, attempt, "destination"));

  return {
    observer,
    contentType: registry.contentType,
    json: () => registry.getMetricsAsJSON() as Promise<MetricsJson>,
    render: async (archive) => (await registry.metrics()) + (archive ? await backlog(archive) : ""),
  };
}

/** The codes of the table, and the verifier's own: never a word that a sender chose. */
function outcomeOf({ outcome, code }: Receipt): string {
  if (code === undefined) return outcome;
  return `${outcome} ${code in ERRORS ? code : OTHER}`;
}

/** How often each outcome came, and how long it took. */
class Tally {
  readonly outcomes = new Map<string, number>();
  readonly bounds: readonly number[];
  readonly buckets: number[];
  count = 0;
  sum = 0;

  constructor(bounds: readonly number[]) {
    this.bounds = bounds;
    this.buckets = bounds.map(() => 0);
  }

  add(outcome: string, seconds: number): void {
    this.outcomes.set(outcome, (this.outcomes.get(outcome) ?? 0) + 1);
    this.count += 1;
    this.sum += seconds;
    let i = 0;
    while (i < this.bounds.length && seconds > (this.bounds[i] as number)) i += 1;
    if (i < this.buckets.length) this.buckets[i] = (this.buckets[i] as number) + 1;
  }
}

function tallyOf(tallies: Map<string, Tally>, name: string, bounds: readonly number[]): Tally {
  let tally = tallies.get(name);
  if (!tally) tallies.set(name, (tally = new Tally(bounds)));
  return tally;
}

function counts(tallies: Map<string, Tally>, labelsOf: (name: string, outcome: string) => Labels): Series[] {
  return [...tallies].flatMap(([name, { outcomes }]) =>
    [...outcomes].map(([outcome, value]) => ({ labels: labelsOf(name, outcome), value })),
  );
}

/** A histogram's buckets hold all that took no longer: each includes those below it. */
function times(tallies: Map<string, Tally>, metric: string, label: string): Series[] {
  return [...tallies].flatMap(([name, { bounds, buckets, count, sum }]) => {
    const labels = { [label]: name };
    let below = 0;
    const series = bounds.map((bound, i): Series => {
      below += buckets[i] as number;
      return { metricName: `${metric}_bucket`, labels: { ...labels, le: String(bound) }, value: below };
    });
    series.push({ metricName: `${metric}_bucket`, labels: { ...labels, le: "+Inf" }, value: count });
    series.push(
      { metricName: `${metric}_sum`, labels, value: sum },
      { metricName: `${metric}_count`, labels, value: count },
    );
    return series;
  });
}

async function backlog(archive: Pick<ArchiveStore, "stats">): Promise<string> {
  const { events, repeats, quarantined, deliveries, oldestDueAt, destinations } = await archive.stats();
  const registry = new Registry();
  const gauge = (name: string, help: string, series: () => Series[]) => register(registry, "gauge", name, help, series);
  const one = (value: number): Series[] => [{ labels: {}, value }];
  gauge("hookinbox_events", "Events kept.", () => one(events));
  gauge("hookinbox_repeats", "Repeats of events that are kept.", () => one(repeats));
  gauge("hookinbox_quarantined", "Requests in quarantine.", () => one(quarantined));
  gauge("hookinbox_deliveries", "Deliveries kept, by state.", () =>
    Object.entries(deliveries).map(([state, value]) => ({ labels: { state }, value })),
  );
  gauge("hookinbox_backlog", "Deliveries not done, by destination and state.", () =>
    destinations.flatMap(({ destination, pending, running, dead }) =>
      Object.entries({ pending, running, dead }).map(([state, value]) => ({ labels: { destination, state }, value })),
    ),
  );
  const age = (at: number | null) => (at === null ? 0 : Math.max(0, Date.now() - at) / 1_000);
  gauge("hookinbox_backlog_age_seconds", "How long a destination's oldest pending delivery has been due.", () =>
    destinations.map(({ destination, oldestDueAt }) => ({ labels: { destination }, value: age(oldestDueAt) })),
  );
  gauge("hookinbox_oldest_due_seconds", "How long the oldest pending delivery has been due.", () =>
    one(age(oldestDueAt)),
  );
  return `\n${await registry.metrics()}`;
}

/** prom-client asks no more of a metric than this; its types ask for one of its own classes. */
function register(registry: Registry, type: string, name: string, help: string, series: () => Series[]): void {
  const metric = { name, help, type, get: async () => ({ name, help, type, values: series(), aggregator: "sum" }) };
  registry.registerMetric(metric as unknown as Metric);
}
