import { LAST_DUE } from "../due.ts";
import type { DestinationStats, Pause, Stats } from "../store.ts";
import type { Database } from "./driver.ts";
import type { Row } from "./list.ts";

type Writable<T> = { -readonly [K in keyof T]: T[K] };

/** Of all that is dead, what holds a lane. Where nobody keeps an order, not even the dead are gone through. */
const BLOCKED = `
  SELECT d.destination, count(*) AS count FROM hookinbox_deliveries d
  JOIN hookinbox_lanes l ON l.destination = d.destination AND l.key = d.lane AND l.seq = d.seq AND l.n = d.n
  WHERE d.state = 'dead' AND d.lane IS NOT NULL AND EXISTS (SELECT 1 FROM hookinbox_lanes) GROUP BY d.destination`;

/** The head of a destination's queue; what runs is passed over. */
const OLDEST = `
  SELECT due_at AS at FROM hookinbox_deliveries
  WHERE destination = ? AND state IN ('pending', 'running') AND +state = 'pending' AND due_at <= ${LAST_DUE} ORDER BY due_at LIMIT 1`;

/** Totals, from counters and small indexes: what waits is not gone through, however much it is. */
export function readStats(db: Database): Stats {
  // One picture: what runs is taken off what is open.
  db.exec("BEGIN");
  try {
    return read(db);
  } finally {
    db.exec("COMMIT");
  }
}

function read(db: Database): Stats {
  const all = (sql: string, ...values: string[]) => db.prepare(sql).all(...values) as Row[];
  const counters = (scope: string) => all("SELECT name, counter, value FROM hookinbox_counters WHERE scope = ?", scope);
  const countedBy = (state: string) =>
    all(
      `SELECT destination, count(*) AS count FROM hookinbox_deliveries WHERE state = '${state}' GROUP BY destination`,
    );

  const bySource = new Map<string, Record<string, number>>();
  for (const { name, counter, value } of counters("source"))
    bySource.set(String(name), { ...bySource.get(String(name)), [String(counter)]: Number(value) });

  const byDestination = new Map<string, Writable<DestinationStats>>();
  const of = (name: unknown): Writable<DestinationStats> => {
    const destination = String(name);
    const none = { destination, pending: 0, running: 0, dead: 0, oldestDueAt: null, blocked: 0 };
    if (!byDestination.has(destination)) byDestination.set(destination, none);
    return byDestination.get(destination)!;
  };
  let done = 0;
  for (const { name, counter, value } of counters("destination")) {
    if (counter === "done") done += Number(value);
    else if (Number(value) > 0) of(name).pending = Number(value);
  }
  for (const { destination, count } of countedBy("running")) {
    const to = of(destination);
    to.running = Number(count);
    to.pending -= to.running;
  }
  for (const { destination, count } of countedBy("dead")) of(destination).dead = Number(count);
  for (const { destination, count } of all(BLOCKED)) of(destination).blocked = Number(count);
  const destinations = [...byDestination.values()];
  for (const one of destinations) {
    const [head] = one.pending > 0 ? all(OLDEST, one.destination) : [];
    if (head) one.oldestDueAt = Number(head.at);
  }

  const sum = (counter: string) => [...bySource.values()].reduce((total, source) => total + (source[counter] ?? 0), 0);
  const deliveries = (state: "pending" | "running" | "dead") =>
    destinations.reduce((total, one) => total + one[state], 0);
  const due = destinations.flatMap(({ oldestDueAt }) => oldestDueAt ?? []);
  return {
    events: sum("events"),
    repeats: sum("repeats"),
    quarantined: sum("quarantined"),
    bytes: sum("bytes"),
    deliveries: {
      pending: deliveries("pending"),
      running: deliveries("running"),
      done,
      dead: deliveries("dead"),
    },
    oldestDueAt: due.length > 0 ? Math.min(...due) : null,
    sources: [...bySource].map(([source, totals]) => ({
      source,
      events: totals.events ?? 0,
      lastAt: totals.lastAt ?? null,
      quarantined: totals.quarantined ?? 0,
    })),
    destinations,
    paused: all(
      "SELECT kind, name, at FROM hookinbox_pauses WHERE resuming = 0 ORDER BY kind, name",
    ) as unknown as Pause[],
  };
}
