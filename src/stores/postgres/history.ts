import { DEAD_MOST, type DeadDelivery, type DeadQuery, FEED_MOST, type Feed, type FeedQuery } from "../history.ts";
import type { Database } from "./database.ts";
import { HEAD, rankSql, summary } from "./list.ts";
import { firstId } from "./partitions.ts";
import { toEventId } from "./text.ts";

/** How long an event's commit may come after its id was made, in ms: a statement for which a sender waits ends at 10 s. */
const LATE = 15_000;

/** The 64-bit number of the transaction that wrote a row, of which the row holds the lower half. */
const WRITER = `(SELECT CASE WHEN w.n > w.top THEN w.n - 4294967296 ELSE w.n END FROM (
    SELECT (t.top & ~4294967295::bigint) | e.xmin::text::bigint AS n, t.top
    FROM (SELECT pg_snapshot_xmax(pg_current_snapshot())::text::bigint AS top) AS t) AS w)::text::xid8`;

export function createHistory(db: Database) {
  const s = db.schema;

  /**
   * Transactions commit in another order than ids are made. So a cursor is what was visible when it was given, and what
   * follows is what was not: `<ms>.<snapshot>`. The time only narrows down where to look.
   */
  async function feed({ after }: FeedQuery): Promise<Feed> {
    const asked = /^(\d{1,15})\.(\d{1,20}:\d{1,20}:[\d,]{0,5000})$/.exec(after ?? "");
    const [present] = await db.run(
      `SELECT floor(extract(epoch FROM clock_timestamp()) * 1000)::bigint AS at, pg_current_snapshot()::text AS snapshot,
         pg_snapshot_xmax(pg_current_snapshot())::text::numeric >= $1::numeric AS known`,
      [asked?.[2]?.split(":")[1] ?? "0"],
    );
    const cursor = `${present?.at}.${present?.snapshot}`;
    if (after === undefined) return { items: [], cursor, lost: false };
    if (!asked || present?.known !== true) return { items: [], cursor, lost: true };
    // Up to what the new cursor saw, and not to what this statement sees: what came between is the next one's.
    const rows = await db.run(
      `SELECT ${HEAD}, ${rankSql(s)} AS rank FROM ${s}.events e
       WHERE e.id >= $1::uuid AND NOT pg_visible_in_snapshot(${WRITER}, $2::pg_snapshot)
         AND pg_visible_in_snapshot(${WRITER}, $3::pg_snapshot)
       ORDER BY e.id LIMIT ${FEED_MOST + 1}`,
      [firstId(Number(asked[1]) - LATE), asked[2]!, String(present?.snapshot)],
    );
    if (rows.length > FEED_MOST) return { items: [], cursor, lost: true };
    return { items: rows.map(summary), cursor, lost: false };
  }

  async function dead({ destination, limit = DEAD_MOST }: DeadQuery): Promise<DeadDelivery[]> {
    const named = destination === undefined ? "" : "AND destination = $2";
    const most = Math.min(limit, DEAD_MOST);
    const rows = await db.run(
      `SELECT d.event, d.destination, e.received_at, a.error FROM (
         SELECT event, n, destination FROM ${s}.deliveries WHERE state = 'dead' ${named} ORDER BY event DESC LIMIT $1
       ) AS d
       -- OFFSET 0: each by its key. As a join it would be planned as a walk through all events.
       JOIN LATERAL (SELECT received_at FROM ${s}.events WHERE id = d.event OFFSET 0) AS e ON true
       LEFT JOIN LATERAL (SELECT a.error FROM ${s}.attempts a WHERE a.event = d.event AND a.n = d.n
         ORDER BY a.token DESC LIMIT 1) AS a ON true
       ORDER BY d.event DESC`,
      destination === undefined ? [most] : [most, destination],
    );
    return rows.map((row) => ({
      event: toEventId(row.event),
      destination: String(row.destination),
      receivedAt: Number(row.received_at),
      error: typeof row.error === "string" ? row.error : null,
    }));
  }

  return { feed, dead };
}
