import { DEAD_MOST, type DeadDelivery, type DeadQuery, FEED_MOST, type Feed, type FeedQuery } from "../history.ts";
import type { Database } from "./driver.ts";
import { type Row, SUMMARY, summary } from "./list.ts";

export function createHistory(db: Database) {
  const last = db.prepare("SELECT coalesce(max(seq), 0) AS seq FROM hookinbox_events");
  const since = db.prepare(
    `SELECT ${SUMMARY} FROM hookinbox_events e WHERE e.seq > ? ORDER BY e.seq LIMIT ${FEED_MOST + 1}`,
  );

  /** `seq` is the order of commits, as one writer gives it; the cursor is that of the last event. */
  function feed({ after }: FeedQuery): Feed {
    const end = Number(last.get()?.seq);
    if (after === undefined) return { items: [], cursor: String(end), lost: false };
    const from = /^\d{1,15}$/.test(after) ? Number(after) : Number.POSITIVE_INFINITY;
    // Everything may have been pruned since: only a number that was never given is of another store.
    if (from > end && end > 0) return { items: [], cursor: String(end), lost: true };
    const rows = since.all(from) as Row[];
    if (rows.length > FEED_MOST) return { items: [], cursor: String(end), lost: true };
    return { items: rows.map(summary), cursor: String(rows.at(-1)?.seq ?? after), lost: false };
  }

  function dead({ destination, limit = DEAD_MOST }: DeadQuery): DeadDelivery[] {
    const named = destination === undefined ? "" : "AND d.destination = ?2";
    const rows = db
      .prepare(
        `SELECT e.id AS event, d.destination, e.received_at AS receivedAt,
           (SELECT a.error FROM hookinbox_attempts a WHERE a.seq = d.seq AND a.n = d.n ORDER BY a.token DESC LIMIT 1) AS error
         FROM hookinbox_deliveries d JOIN hookinbox_events e ON e.seq = d.seq
         WHERE d.state = 'dead' ${named}
         ORDER BY d.seq DESC LIMIT ?1`,
      )
      .all(Math.min(limit, DEAD_MOST), ...(destination === undefined ? [] : [destination]));
    return rows as unknown as DeadDelivery[];
  }

  return { feed, dead };
}
