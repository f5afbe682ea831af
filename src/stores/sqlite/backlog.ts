import type { BacklogQuestion } from "../store.ts";
import type { Database } from "./driver.ts";

const openOf = (db: Database): number =>
  Number(
    db
      .prepare("SELECT sum(value) AS open FROM hookinbox_counters WHERE scope = 'destination' AND counter = 'open'")
      .get()?.open,
  );

const OPEN = "state IN ('pending', 'running')";

/**
 * How much is owed, by what is counted as it changes, and for how long, by the head of each destination's queue; their names
 * are stepped through.
 */
export function readBacklog(
  db: Database,
  { count, age }: BacklogQuestion,
  now: number,
): { count: number; age: number } {
  const counted = count === undefined ? 0 : Math.min(count, openOf(db));
  if (!age) return { count: counted, age: 0 };
  const oldest = db
    .prepare(
      `WITH RECURSIVE names (name) AS (
         SELECT min(destination) FROM hookinbox_deliveries WHERE ${OPEN}
         UNION ALL
         SELECT (SELECT min(destination) FROM hookinbox_deliveries WHERE ${OPEN} AND destination > name) FROM names WHERE name IS NOT NULL
       )
       SELECT min((SELECT due_at FROM hookinbox_deliveries
         WHERE destination = name AND ${OPEN} AND +state = 'pending' AND due_at <= ? ORDER BY due_at LIMIT 1)) AS at
       FROM names WHERE name IS NOT NULL`,
    )
    .get(now)?.at;
  return { count: counted, age: typeof oldest === "number" ? Math.max(0, now - oldest) : 0 };
}
