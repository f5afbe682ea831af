import type { Backlog, BacklogQuestion } from "../store.ts";
import { type Database, now, SOON } from "./database.ts";

/**
 * How much is owed: the count from the totals, the age from the head of each destination's queue. The server's disk
 * cannot be seen from here.
 */
export async function readBacklog(db: Database, { count, age }: BacklogQuestion): Promise<Backlog> {
  if (count === undefined && !age) return { count: 0, age: 0, disk: null };
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
  return { count: Math.min(count ?? 0, Number(row?.open ?? 0)), age: Math.max(0, Number(row?.age ?? 0)), disk: null };
}
