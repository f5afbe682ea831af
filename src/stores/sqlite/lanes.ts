import { IN_LANE } from "../due.ts";
import type { Place } from "./claim.ts";
import type { Database } from "./driver.ts";

/** A lane: a destination, and the key that its deliveries share. */
export interface LaneName {
  readonly destination: string;
  readonly key: string;
}

export interface Lanes {
  /** A new delivery takes hold of its lane (`true`: it is due), or waits. `over`: a dead holder that it stands in for. */
  join(lane: LaneName, seq: number, n: number, now: number, over?: number): boolean;
  /** The holder lets go: the next one is due. `version`: what has been done by it. */
  next(lane: LaneName, place: Place, now: number, version?: number | null): void;
  /** Whether a delivery holds its lane. */
  holds(lane: LaneName, place: Place): boolean;
  /** The greatest version that has been done. */
  version(lane: LaneName): number | null;
}

/**
 * Who holds a lane stands in its row, so neither a claim nor an accept looks for it. The writer's transaction is the only
 * one at a time: `seq` is the order of commits, and the lane's order.
 */
export function createLanes(db: Database): Lanes {
  const read = db.prepare("SELECT seq, n, version FROM hookinbox_lanes WHERE destination = ? AND key = ?");
  const take = db.prepare(
    `INSERT INTO hookinbox_lanes (destination, key, seq, n, at) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET seq = excluded.seq, n = excluded.n, at = excluded.at`,
  );
  const letGo = db.prepare(
    "UPDATE hookinbox_lanes SET seq = NULL, n = NULL, version = ?, at = ? WHERE destination = ? AND key = ?",
  );
  const pass = db.prepare(
    "UPDATE hookinbox_lanes SET seq = ?, n = ?, version = ?, at = ? WHERE destination = ? AND key = ?",
  );
  const forget = db.prepare("DELETE FROM hookinbox_lanes WHERE destination = ? AND key = ?");
  const first = db.prepare(
    `SELECT seq, n FROM hookinbox_deliveries WHERE destination = ? AND lane = ? AND due_at = ${IN_LANE} ORDER BY seq, n LIMIT 1`,
  );
  const makeDue = db.prepare("UPDATE hookinbox_deliveries SET due_at = ? WHERE seq = ? AND n = ?");

  const find = ({ destination, key }: LaneName) =>
    read.get(destination, key) as { seq: number | null; n: number | null; version: number | null } | undefined;
  const isHolder = (row: { seq: number | null; n: number | null } | undefined, { seq, n }: Omit<Place, "lane">) =>
    row !== undefined && row.seq === seq && row.n === n;

  return {
    join(lane, seq, n, now, over) {
      const row = find(lane);
      const free = !row || row.seq === null || (over !== undefined && isHolder(row, { seq, n: over }));
      if (free) take.run(lane.destination, lane.key, seq, n, now);
      return free;
    },
    next(lane, place, now, version = null) {
      const row = find(lane);
      if (!row || !isHolder(row, place)) return;
      const { destination, key } = lane;
      const newest = version === null ? row.version : Math.max(row.version ?? version, version);
      const waiting = first.get(destination, key) as { seq: number; n: number } | undefined;
      if (waiting) {
        makeDue.run(now, waiting.seq, waiting.n);
        pass.run(waiting.seq, waiting.n, newest, now, destination, key);
      } else if (newest === null) forget.run(destination, key);
      else letGo.run(newest, now, destination, key);
    },
    holds: (lane, place) => isHolder(find(lane), place),
    version: (lane) => find(lane)?.version ?? null,
  };
}
