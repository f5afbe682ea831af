import { IN_LANE, LAST_DUE, parkedAt } from "../due.ts";
import type { Pausable } from "../store.ts";
import { type Database, DURABLE, now, type Row, SOON } from "./database.ts";
import { heldSql } from "./held.ts";

/** Deliveries made due again in one transaction: some ms. */
const SLICE = 1000;

/** `parkedAt`, in SQL. */
const parked = (id: string) => `${LAST_DUE + 1} + ${id} % 999000`;

/**
 * A paused destination is not asked for (claim.ts). What a claim brings of a paused source is parked: given back, at a time
 * of that pause's own, which is never due and by which a resume finds it again. The queue does not know sources, and the
 * events that do are looked at once the claim has chosen: so a claim costs nothing more while nothing is paused. (A process
 * that dies between the two costs the delivery a lost lease.)
 */
export function createPauses(db: Database) {
  const s = db.schema;

  /** The locks keep a resume waiting until what is parked here can be seen by it. */
  const parkSql = `
WITH paused AS MATERIALIZED (
  SELECT id, name FROM ${s}.pauses WHERE kind = 'source' AND NOT resuming FOR SHARE
), held AS MATERIALIZED (
  SELECT i.*, d.destination
  FROM unnest($1::uuid[], $2::int[], $3::int[], $4::text[]) AS i (event, n, token, source) CROSS JOIN ${heldSql(s)} AS d
), given AS (
  UPDATE ${s}.deliveries d SET state = 'pending', lease_until = 0,
    due_at = coalesce((SELECT ${parked("p.id")} FROM paused p WHERE p.name = h.source), ${now(5)})
  FROM held h WHERE d.event = h.event AND d.n = h.n
), tallied AS (
  INSERT INTO ${s}.tallies (scope, name, running, pending) SELECT 'destination', destination, -count(*), count(*) FROM held GROUP BY destination
)
SELECT event FROM held, ${DURABLE}`;

  return {
    /** Gives leases back: parked where their source is paused, else due at once. */
    async park(rows: readonly { row: Row; source: string }[]): Promise<void> {
      await db.run(
        parkSql,
        [
          rows.map(({ row }) => String(row.event)),
          rows.map(({ row }) => Number(row.n)),
          rows.map(({ row }) => Number(row.token)),
          rows.map(({ source }) => source),
          db.present(),
        ],
        SOON,
      );
    },
    /** `false`: it is paused already. */
    async pause({ kind, name }: Pausable): Promise<boolean> {
      const rows = await db.run(
        `INSERT INTO ${s}.pauses AS p (kind, name, at) SELECT $1, $2, ${now(3)} FROM ${DURABLE}
         ON CONFLICT (kind, name) DO UPDATE SET resuming = false, at = excluded.at WHERE p.resuming RETURNING id`,
        [kind, name, db.present()],
      );
      return rows.length > 0;
    },
    /** `false`: it is not paused. What was parked is made due by `unpark`. */
    async resume({ kind, name }: Pausable): Promise<boolean> {
      const rows = await db.run(
        `UPDATE ${s}.pauses SET resuming = true FROM ${DURABLE} WHERE kind = $1 AND name = $2 AND NOT resuming RETURNING id`,
        [kind, name],
      );
      return rows.length > 0;
    },
    /** Makes due again what resumed sources had parked; also what a process that ended in the middle of it has left. */
    async unpark(): Promise<void> {
      for (const { id } of await db.run(`SELECT id FROM ${s}.pauses WHERE resuming`)) {
        // In the text, not a value: the index holds parked ones only, and the planner has to see that this is one.
        const at = parkedAt(Number(id));
        for (let more = true; more; ) {
          const [row] = await db.run(
            `WITH going AS MATERIALIZED (SELECT id FROM ${s}.pauses WHERE id = $1 AND resuming FOR UPDATE),
             slice AS MATERIALIZED (
               SELECT d.event, d.n FROM ${s}.deliveries d
               WHERE d.due_at = ${at} AND d.due_at > ${LAST_DUE} AND d.due_at < ${IN_LANE} AND EXISTS (SELECT FROM going)
               ORDER BY d.event, d.n LIMIT ${SLICE} FOR UPDATE
             ), due AS (
               UPDATE ${s}.deliveries d SET due_at = ${now(2)} FROM slice x WHERE d.event = x.event AND d.n = x.n
             ), gone AS (
               DELETE FROM ${s}.pauses p USING going g WHERE p.id = g.id AND (SELECT count(*) FROM slice) < ${SLICE}
             )
             SELECT count(*) AS count FROM slice`,
            [Number(id), db.present()],
          );
          more = Number(row?.count) === SLICE;
        }
      }
    },
  };
}
