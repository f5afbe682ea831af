import type { Backlog, BacklogQuestion } from "../store.ts";
import type { Database } from "./driver.ts";

const openOf = (db: Database): number =>
  Number(
    db
      .prepare("SELECT sum(value) AS open FROM hookinbox_counters WHERE scope = 'destination' AND counter = 'open'")
      .get()?.open,
  );

const OPEN = "state IN ('pending', 'running')";

/** Pages that were freed are used again before the file grows. */
const sizeOf = (db: Database): number =>
  Number(
    db
      .prepare(
        "SELECT (page_count - freelist_count) * page_size AS size FROM pragma_page_count, pragma_freelist_count, pragma_page_size",
      )
      .get()?.size,
  );

/** For how long the oldest has been due, in ms, by the head of each destination's queue; their names are stepped through. */
function ageOf(db: Database, now: number): number {
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
  return typeof oldest === "number" ? Math.max(0, now - oldest) : 0;
}

/** How much is owed, by what is counted as it changes. */
export const readBacklog = (
  db: Database,
  { count, age, size }: BacklogQuestion,
  now: number,
): Omit<Backlog, "disk"> => ({
  count: count === undefined ? 0 : Math.min(count, openOf(db)),
  age: age ? ageOf(db, now) : 0,
  size: size ? sizeOf(db) : 0,
});
