import type { Pruned, Retention } from "../store.ts";
import type { Counters } from "./counters.ts";
import type { Database } from "./driver.ts";
import type { KeyGate } from "./key-gate.ts";
import { createNotesPrune } from "./notes.ts";

/** How long one slice may hold up the commits behind it, in ms. */
const SLICE_MS = 40;
const ROWS = 100;

/** Where a prune stands between its slices. */
export interface PruneCursor {
  readonly seq: number;
  readonly source: string;
  readonly key: string;
}

export type PruneSlice = Pruned & { readonly next: PruneCursor | null };

export const PRUNE_START: PruneCursor = { seq: 0, source: "", key: "" };

export function createPrune(db: Database, gate: KeyGate, counters: Counters) {
  const olderEvents = db.prepare(
    `SELECT e.seq, e.id, e.source, e.size, EXISTS (
       SELECT 1 FROM hookinbox_deliveries d WHERE d.seq = e.seq AND d.state IN ('pending', 'running')
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

  function sweepKeys(from: PruneCursor, before: number): { removed: number; next: PruneCursor | null } {
    const rows = someKeys.all(from.source, from.key) as { source: string; key: string; at: number; kept: number }[];
    const old = rows.filter((row) => row.at < before && !row.kept);
    for (const row of old) removeKey.run(row.source, row.key);
    const last = rows.at(-1);
    return {
      removed: old.length,
      next: last && rows.length === ROWS ? { ...from, source: last.source, key: last.key } : null,
    };
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
    if (cursor === PRUNE_START || cursor.seq === 0) {
      gate.merge(true);
      pruneNotes(now);
    }
    while (at && performance.now() - startedAt < SLICE_MS) {
      if (at.seq >= 0) {
        const swept = sweepEvents(at.seq, now - retention.events);
        removed.events += swept.removed;
        at = { ...at, seq: swept.more ? swept.seq : -1 };
      } else {
        const swept = sweepKeys(at, now - retention.keys);
        removed.keys += swept.removed;
        at = swept.next;
      }
    }
    return { ...removed, next: at };
  };
}
