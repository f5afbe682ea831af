import { deliveryId } from "../../ids.ts";
import { IN_LANE } from "../due.ts";
import type { NewLane } from "../store.ts";
import type { Counters } from "./counters.ts";
import type { Database } from "./driver.ts";
import type { Lanes } from "./lanes.ts";
import type { Stretches } from "./stretches.ts";

/** New deliveries of a stored event; `undefined` when it, or its bytes, are not there. */
export function createReplay(db: Database, lanes: Lanes, stretches: Stretches, counters: Counters) {
  const find = db.prepare(
    `SELECT e.seq, (SELECT coalesce(max(n), -1) FROM hookinbox_deliveries d WHERE d.seq = e.seq) AS last
     FROM hookinbox_events e JOIN hookinbox_payloads p ON p.seq = e.seq WHERE e.id = ?`,
  );
  const insert = db.prepare(
    "INSERT INTO hookinbox_deliveries (seq, n, destination, state, due_at, lane) VALUES (?, ?, ?, 'pending', ?, ?)",
  );
  const before = db.prepare(
    `SELECT n, lane, state FROM hookinbox_deliveries WHERE seq = ? AND destination = ? AND lane IS NOT NULL ORDER BY n DESC`,
  );

  // Still dead for those who look at its event, and not among the dead that wait for a person.
  const replace = db.prepare(
    "UPDATE hookinbox_deliveries SET state = 'replaced' WHERE seq = ? AND destination = ? AND state = 'dead'",
  );

  /** When it is due, and its lane: that of the deliveries before it, in the place of a dead one that holds it. */
  function place(seq: number, n: number, destination: string, ordered: readonly NewLane[], now: number) {
    const earlier = before.all(seq, destination) as { n: number; lane: string; state: string }[];
    const key = earlier[0]?.lane ?? ordered.find((lane) => lane.destination === destination)?.key;
    if (key === undefined) return { dueAt: now, key: null };
    const lane = { destination, key };
    const dead = earlier.find((d) => d.state === "dead" && lanes.holds(lane, { seq, n: d.n, lane: key }));
    return { dueAt: lanes.join(lane, seq, n, now, dead?.n) ? now : IN_LANE, key };
  }

  return (
    id: string,
    destinations: readonly string[],
    ordered: readonly NewLane[],
    now: number,
  ): string[] | undefined => {
    const event = find.get(id) as { seq: number; last: number } | undefined;
    if (!event) return undefined;
    return destinations.map((destination, i) => {
      const n = event.last + 1 + i;
      const { dueAt, key } = place(event.seq, n, destination, ordered, now);
      replace.run(event.seq, destination);
      insert.run(event.seq, n, destination, dueAt, key);
      stretches.note("destination", destination, event.seq);
      counters.destination(destination).open += 1;
      return deliveryId(id, n);
    });
  };
}

/** Lets the lanes go on that dead deliveries of an event hold; answers with the ids of these. */
export function createSkip(db: Database, lanes: Lanes) {
  const dead = db.prepare(
    `SELECT d.seq, d.n, d.destination, d.lane FROM hookinbox_events e JOIN hookinbox_deliveries d ON d.seq = e.seq
     WHERE e.id = ? AND d.state = 'dead' AND d.lane IS NOT NULL ORDER BY d.n`,
  );

  return (id: string, now: number): string[] => {
    const rows = dead.all(id) as { seq: number; n: number; destination: string; lane: string }[];
    const holders = rows.filter((row) => lanes.holds({ destination: row.destination, key: row.lane }, row));
    for (const row of holders) lanes.next({ destination: row.destination, key: row.lane }, row, now);
    return holders.map(({ n }) => deliveryId(id, n));
  };
}
