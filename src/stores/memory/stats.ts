import { LAST_DUE, NEVER } from "../due.ts";
import type { DestinationStats, NewQuarantined, Stats } from "../store.ts";
import { type Delivery, holdsDead, isReplaced, type Rows } from "./rows.ts";

type Counted = { -readonly [K in keyof DestinationStats]: DestinationStats[K] };

/** Counts everything anew. */
export function statsOf({ events, paused }: Rows, refused: readonly NewQuarantined[]): Stats {
  const deliveries = { pending: 0, running: 0, done: 0, dead: 0 };
  const sources = new Map<string, { source: string; events: number; lastAt: number | null; quarantined: number }>();
  const destinations = new Map<string, Counted>();
  const source = (name: string) => {
    const found = sources.get(name) ?? { source: name, events: 0, lastAt: null, quarantined: 0 };
    sources.set(name, found);
    return found;
  };
  let [bytes, repeats] = [0, 0];
  let oldestDueAt: number | null = null;
  for (const row of events.values()) {
    bytes += row.size;
    repeats += row.repeats;
    const of = source(row.source);
    of.events += 1;
    of.lastAt = Math.max(of.lastAt ?? 0, row.receivedAt);
    for (const d of row.deliveries.filter((one) => one.state !== "dead" || !isReplaced(one))) {
      deliveries[d.state] += 1;
      destinations.set(d.destination, counted(d, destinations.get(d.destination)));
      if (d.state === "pending" && d.dueAt <= LAST_DUE) oldestDueAt = Math.min(oldestDueAt ?? NEVER, d.dueAt);
    }
  }
  for (const q of refused) source(q.source).quarantined += 1;
  return {
    events: events.size,
    repeats,
    quarantined: refused.length,
    bytes,
    deliveries,
    oldestDueAt,
    sources: [...sources.values()],
    destinations: [...destinations.values()],
    paused: [...paused.values()],
  };
}

function counted(
  d: Delivery,
  to: Counted = { destination: d.destination, pending: 0, running: 0, dead: 0, blocked: 0, oldestDueAt: null },
): Counted {
  if (d.state !== "done") to[d.state] += 1;
  if (holdsDead(d)) to.blocked += 1;
  if (d.state === "pending" && d.dueAt <= LAST_DUE) to.oldestDueAt = Math.min(to.oldestDueAt ?? NEVER, d.dueAt);
  return to;
}
