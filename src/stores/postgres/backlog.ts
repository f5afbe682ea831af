import type { Backlog, BacklogQuestion } from "../store.ts";
import { type Database, now, SOON } from "./database.ts";

/** What the schema takes up, with indexes: a look at the length of each file. */
async function sizeOf(db: Database): Promise<number> {
  const [row] = await db.run(
    `SELECT coalesce(sum(pg_total_relation_size(c.oid)), 0) AS size FROM pg_class c
     WHERE c.relnamespace = $1::regnamespace AND c.relkind = 'r'`,
    [db.schema],
    SOON,
  );
  return Number(row?.size);
}

/**
 * How much is owed: the count from the totals, the age from the head of each destination's queue. The server's disk
 * cannot be seen from here.
 */
export async function readBacklog(db: Database, { count, age, size }: BacklogQuestion): Promise<Backlog> {
  const taken = size ? await sizeOf(db) : 0;
  if (count === undefined && !age) return { count: 0, age: 0, size: taken, disk: null };
  const s = db.schema;
  const [row] = await db.run(
    `WITH totals AS MATERIALIZED (
       SELECT name, sum(pending + running) AS open FROM ${s}.tallies WHERE scope = 'destination' GROUP BY name
     ), present AS MATERIALIZED (SELECT ${now(1)} AS at)
     SELECT (SELECT coalesce(sum(open), 0) FROM totals) AS open, (SELECT at FROM present) - (
       SELECT min(o.due_at) FROM totals t CROSS JOIN LATERAL (SELECT d.due_at FROM ${s}.deliveries d
         WHERE $2 AND d.destination = t.name AND d.state = 'pending' AND d.due_at <= (SELECT at FROM present)
         ORDER BY d.due_at LIMIT 1) AS o) AS age`,
    [db.present(), age === true],
    SOON,
  );
  return {
    count: Math.min(count ?? 0, Number(row?.open ?? 0)),
    age: Math.max(0, Number(row?.age ?? 0)),
    size: taken,
    disk: null,
  };
}
