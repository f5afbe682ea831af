import type { Database } from "./database.ts";
import { lockOf } from "./schema.ts";

/** How often changes of totals are summed up, in ms: at 100 commits a second some thousand rows. */
export const COMPACT_EVERY = 10_000;

const COLUMNS = ["events", "bytes", "repeats", "quarantined", "pending", "running", "done", "dead"];

/** Puts one row for each total in place of its changes. One instance at a time; another leaves it be. */
export async function compactTallies(db: Database): Promise<void> {
  const sums = COLUMNS.map((column) => `sum(${column})`).join(", ");
  await db.run(
    `WITH mine AS MATERIALIZED (SELECT pg_try_advisory_xact_lock(${lockOf(`${db.schema}:tallies`)}) AS locked),
     gone AS (DELETE FROM ${db.schema}.tallies WHERE (SELECT locked FROM mine) RETURNING *)
     INSERT INTO ${db.schema}.tallies (scope, name, last_at, ${COLUMNS.join(", ")})
     SELECT scope, name, max(last_at), ${sums} FROM gone GROUP BY scope, name`,
  );
}
