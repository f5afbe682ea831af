import type { DeliveryState } from "../../types.ts";
import { LAST_DUE } from "../due.ts";
import type { DestinationStats, Pause, Stats } from "../store.ts";
import type { Database } from "./driver.ts";
import type { Row, Value } from "./list.ts";

type Writable<T> = { -readonly [K in keyof T]: T[K] };

/** Few: of all that is dead, what holds a lane. */
const blocked = (db: Database) =>
  db
    .prepare(
      `SELECT d.destination, count(*) AS count FROM hookinbox_deliveries d
       JOIN hookinbox_lanes l ON l.destination = d.destination AND l.key = d.lane AND l.seq = d.seq AND l.n = d.n
       WHERE d.state = 'dead' AND d.lane IS NOT NULL GROUP BY d.destination`,
    )
    .all();

export function readStats(db: Database): Stats {
  const all = (sql: string, values: readonly Value[]) => db.prepare(sql).all(...values) as Row[];
  const total = (scope: string) =>
    all("SELECT name, counter, value FROM hookinbox_counters WHERE scope = ?", [scope]) as {
      name: string;
      counter: string;
      value: number;
    }[];
  const open = all(
    `SELECT destination, state, count(*) AS count, min(CASE WHEN state = 'pending' AND due_at <= ${LAST_DUE} THEN due_at END) AS oldest
       FROM hookinbox_deliveries WHERE state IN ('pending', 'running') GROUP BY destination, state`,
    [],
  );
  const dead = all(
    "SELECT destination, 'dead' AS state, count(*) AS count FROM hookinbox_deliveries WHERE state = 'dead' GROUP BY destination",
    [],
  );
  const bySource = new Map<string, Record<string, number>>();
  for (const { name, counter, value } of total("source"))
    bySource.set(name, { ...bySource.get(name), [counter]: value });
  const byDestination = new Map<string, Writable<DestinationStats>>();
  const deliveries = { pending: 0, running: 0, done: 0, dead: 0 };
  for (const { destination, state, count, oldest } of [...open, ...dead]) {
    const to = byDestination.get(String(destination)) ?? {
      destination: String(destination),
      pending: 0,
      running: 0,
      dead: 0,
      oldestDueAt: null,
      blocked: 0,
    };
    if (state === "pending") to.oldestDueAt = oldest === undefined ? null : (oldest as number | null);
    to[state as "pending" | "running" | "dead"] = Number(count);
    deliveries[state as DeliveryState] += Number(count);
    byDestination.set(to.destination, to);
  }
  for (const { destination, count } of blocked(db)) byDestination.get(String(destination))!.blocked = Number(count);
  for (const { counter, value } of total("destination")) if (counter === "done") deliveries.done += value;
  const sum = (counter: string) => [...bySource.values()].reduce((all, of) => all + (of[counter] ?? 0), 0);
  const due = open.flatMap(({ oldest }) => (oldest === null || oldest === undefined ? [] : [Number(oldest)]));
  return {
    events: sum("events"),
    repeats: sum("repeats"),
    quarantined: sum("quarantined"),
    bytes: sum("bytes"),
    deliveries,
    oldestDueAt: due.length > 0 ? Math.min(...due) : null,
    sources: [...bySource].map(([source, of]) => ({
      source,
      events: of.events ?? 0,
      lastAt: of.lastAt ?? null,
      quarantined: of.quarantined ?? 0,
    })),
    destinations: [...byDestination.values()],
    paused: all(
      "SELECT kind, name, at FROM hookinbox_pauses WHERE resuming = 0 ORDER BY kind, name",
      [],
    ) as unknown as Pause[],
  };
}
