import { NEVER } from "../due.ts";
import type { ClaimFrom } from "../store.ts";
import { type Database, now, type Row, SOON } from "./database.ts";
import { lockLanes, passLanes } from "./lanes.ts";
import { holdOffReplays, replacedSql } from "./replaced.ts";

/** Makes dead what has crashed too often; its lane goes on where its destination ($5) skips the dead, or a replay stands for it. */
const burySql = (s: string) => `
WITH held AS MATERIALIZED (
  SELECT d.event, d.n, d.token, d.destination, d.started_at, d.lane, ${now(4)} AS at, ${replacedSql(s, "d")} AS replaced
  FROM unnest($1::uuid[], $2::int[], $3::int[]) AS i (event, n, token)
  JOIN ${s}.deliveries d ON d.event = i.event AND d.n = i.n AND d.token = i.token
  WHERE d.state = 'running' AND d.lease_until <= ${now(4)} ORDER BY d.event, d.n FOR UPDATE OF d
), leaving AS (
  SELECT lane, event, n, NULL::float8 AS version FROM held
  WHERE lane IS NOT NULL AND (replaced OR destination = ANY($5::text[]))
), ${passLanes(s, 4)}, noted AS (
  INSERT INTO ${s}.attempts (event, n, token, destination, started_at, ended_at, outcome)
  SELECT event, n, token, destination, coalesce(started_at, at), at, 'crashed' FROM held
), buried AS (
  UPDATE ${s}.deliveries d SET state = CASE WHEN h.replaced THEN 'replaced' ELSE 'dead' END,
    crashes = d.crashes + 1, lease_until = 0, due_at = ${NEVER}
  FROM held h WHERE d.event = h.event AND d.n = h.n
)
INSERT INTO ${s}.tallies (scope, name, running, dead)
SELECT 'destination', destination, -count(*), count(*) FILTER (WHERE NOT replaced) FROM held GROUP BY destination`;

/** Buries what a claim from `destinations` has met, in a transaction of its own: replays and lanes are locked first. */
export function createBury(db: Database) {
  const sql = burySql(db.schema);

  return async (rows: readonly Row[], destinations: readonly ClaimFrom[]): Promise<void> => {
    const skipDead = destinations.filter((from) => from.skipDead).map(({ name }) => name);
    const [events, ns] = [rows.map((row) => String(row.event)), rows.map((row) => Number(row.n))];
    await db.transaction(async (runner) => {
      await holdOffReplays(runner, db.schema, events);
      await lockLanes(runner, db.schema, events, ns);
      await runner.run(sql, [events, ns, rows.map((row) => Number(row.token)), db.present(), skipDead], SOON);
    });
  };
}
