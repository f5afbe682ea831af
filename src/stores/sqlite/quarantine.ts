import type { NewQuarantined } from "../store.ts";
import type { Counters } from "./counters.ts";
import type { Database } from "./driver.ts";
import { joinHeaders } from "./wire.ts";

/** Requests kept for each source, and bytes of their bodies: a flood pushes out its own oldest, and fills no disk. */
export const QUARANTINE_COUNT = 1000;
const QUARANTINE_BYTES = 64 * 1024 * 1024;

export function createQuarantine(db: Database, counters: Counters) {
  const insert = db.prepare(
    `INSERT INTO hookinbox_quarantine (id, source, reason, detail, method, url, headers, body, received_at, size)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const totals = db.prepare(
    "SELECT count(*) AS count, coalesce(sum(size), 0) AS bytes FROM hookinbox_quarantine WHERE source = ?",
  );
  const oldest = db.prepare("SELECT seq, size FROM hookinbox_quarantine WHERE source = ? ORDER BY seq LIMIT 1");
  const remove = db.prepare("DELETE FROM hookinbox_quarantine WHERE seq = ?");
  const removeById = db.prepare("DELETE FROM hookinbox_quarantine WHERE id = ? RETURNING source");

  function makeRoom(source: string): void {
    let { count, bytes } = totals.get(source) as { count: number; bytes: number };
    while (count > QUARANTINE_COUNT || (bytes > QUARANTINE_BYTES && count > 1)) {
      const row = oldest.get(source) as { seq: number; size: number };
      remove.run(row.seq);
      counters.source(source).quarantined -= 1;
      count -= 1;
      bytes -= row.size;
    }
  }

  function add(batch: readonly NewQuarantined[]): void {
    for (const q of batch) {
      insert.run(
        q.id,
        q.source,
        q.reason,
        q.detail,
        q.method,
        q.url,
        Buffer.from(joinHeaders(q.headers)),
        q.body,
        q.receivedAt,
        q.body.length,
      );
      counters.source(q.source).quarantined += 1;
    }
    for (const source of new Set(batch.map((q) => q.source))) makeRoom(source);
  }

  /** `false`: it was not there any more. */
  function take(id: string): boolean {
    const row = removeById.get(id) as { source: string } | undefined;
    if (row) counters.source(row.source).quarantined -= 1;
    return row !== undefined;
  }

  return { add, remove: take };
}
