import type { Pruned, Retention } from "../store.ts";
import type { Counters } from "./counters.ts";
import type { Database } from "./driver.ts";
import type { KeyGate } from "./key-gate.ts";
import { createNotesPrune } from "./notes.ts";
import type { Stretches } from "./stretches.ts";

/** How long one slice may hold up the commits behind it, in ms. */
const SLICE_MS = 40;
const ROWS = 100;

/** Where a prune stands between its slices: events by `seq`, then keys, then lanes, these by the place after which to go on. */
export interface PruneCursor {
  readonly part: "events" | "keys" | "lanes";
  readonly seq: number;
  /** For lanes: the destination. */
  readonly source: string;
  readonly key: string;
}

export type PruneSlice = Pruned & { readonly next: PruneCursor | null };

export const PRUNE_START: PruneCursor = { part: "events", seq: 0, source: "", key: "" };

export function createPrune(db: Database, gate: KeyGate, counters: Counters, stretches: Stretches) {
  const olderEvents = db.prepare(
    `SELECT e.seq, e.id, e.source, e.size, EXISTS (
       SELECT 1 FROM hookinbox_deliveries d WHERE d.seq = e.seq AND (d.state IN ('pending', 'running') OR d.lane IS NOT NULL AND EXISTS (
         SELECT 1 FROM hookinbox_lanes l WHERE l.destination = d.destination AND l.key = d.lane AND l.seq = d.seq AND l.n = d.n))
     ) AS open, e.received_at AS at FROM hookinbox_events e WHERE e.seq > ? AND e.seq <= ? ORDER BY e.seq LIMIT ${ROWS}`,
  );
  const removals = ["payloads", "deliveries", "attempts", "steps", "events"].map((t) =>
    db.prepare(`DELETE FROM hookinbox_${t} WHERE seq = ?`),
  );
  const removeRepeats = db.prepare("DELETE FROM hookinbox_repeats WHERE id = ?");
  const someKeys = db.prepare(
    `SELECT k.source, k.key, k.seen_at AS at, EXISTS (SELECT 1 FROM hookinbox_events e WHERE e.id = k.id) AS kept
     FROM hookinbox_keys k WHERE (k.source, k.key) > (?, ?) ORDER BY k.source, k.key LIMIT ${ROWS}`,
  );
  const removeKey = db.prepare("DELETE FROM hookinbox_keys WHERE source = ? AND key = ?");
  const someLanes = db.prepare(
    `SELECT destination AS source, key, at, seq IS NOT NULL AS kept FROM hookinbox_lanes WHERE (destination, key) > (?, ?)
     ORDER BY destination, key LIMIT ${ROWS}`,
  );
  const removeLane = db.prepare("DELETE FROM hookinbox_lanes WHERE destination = ? AND key = ?");
  const removeRefused = db.prepare(
    `DELETE FROM hookinbox_quarantine WHERE seq IN (SELECT seq FROM hookinbox_quarantine WHERE received_at < ? LIMIT ${ROWS}) RETURNING source`,
  );

  const pruneNotes = createNotesPrune(db);

  function sweepEvents(after: number, before: number): { removed: number; seq: number; more: boolean } {
    let removed = 0;
    let seq = after;
    const rows = olderEvents.all(after, gate.mergedSeq()) as {
      seq: number;
      id: string;
      source: string;
      size: number;
      open: number;
      at: number;
    }[];
    for (const row of rows) {
      // Rows stand in the order of commits, which is the order of time but for requests that overtook each other.
      if (row.at >= before) return { removed, seq, more: false };
      seq = row.seq;
      if (row.open) continue;
      for (const removal of removals) removal.run(row.seq);
      removeRepeats.run(row.id);
      const totals = counters.source(row.source);
      totals.events -= 1;
      totals.bytes -= row.size;
      removed += 1;
    }
    return { removed, seq, more: rows.length === ROWS };
  }

  /** Keys, or lanes that nobody holds: what a lane has done last is kept as long as a key. */
  function sweepNamed(from: PruneCursor, before: number): { removed: number; next: PruneCursor | null } {
    const [some, remove] = from.part === "keys" ? [someKeys, removeKey] : [someLanes, removeLane];
    const rows = some.all(from.source, from.key) as { source: string; key: string; at: number; kept: number }[];
    const old = rows.filter((row) => row.at < before && !row.kept);
    for (const row of old) remove.run(row.source, row.key);
    const last = rows.at(-1);
    if (last && rows.length === ROWS)
      return { removed: old.length, next: { ...from, source: last.source, key: last.key } };
    return { removed: old.length, next: from.part === "keys" ? { ...PRUNE_START, part: "lanes" } : null };
  }

  function sweepQuarantine(before: number): number {
    const rows = removeRefused.all(before) as { source: string }[];
    for (const { source } of rows) counters.source(source).quarantined -= 1;
    return rows.length;
  }

  /** One slice, from a cursor; `next` is where to go on, `null` at the end. Events first, as a key outlives its event. */
  return (retention: Retention, cursor: PruneCursor, now: number): PruneSlice => {
    const startedAt = performance.now();
    const removed = { events: 0, keys: 0, quarantine: sweepQuarantine(now - retention.quarantine) };
    let at: PruneCursor | null = cursor;
    if (cursor.part === "events" && cursor.seq === 0) {
      gate.merge(true);
      pruneNotes(now);
      stretches.prune();
    }
    while (at && performance.now() - startedAt < SLICE_MS) {
      if (at.part === "events") {
        const swept = sweepEvents(at.seq, now - retention.events);
        removed.events += swept.removed;
        at = swept.more ? { ...at, seq: swept.seq } : { ...PRUNE_START, part: "keys" };
      } else {
        const swept = sweepNamed(at, now - retention.keys);
        if (at.part === "keys") removed.keys += swept.removed;
        at = swept.next;
      }
    }
    return { ...removed, next: at };
  };
}
