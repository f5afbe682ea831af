import { createHash } from "node:crypto";
import { IN_LANE } from "../due.ts";
import type { NewLane } from "../store.ts";
import { now, type Runner, SOON } from "./database.ts";

/** A lane's id: 128 bits of a SHA-256, as an index row holds no text of any length. Names of destinations hold no newline. */
export function laneId({ destination, key }: Pick<NewLane, "destination" | "key">): string {
  const hex = createHash("sha256").update(`${destination}\n${key}`).digest("hex");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20, 32)}`;
}

/**
 * Locks the lanes of deliveries, in the order of their ids, as an accept does: two never wait for each other in turn.
 *
 * A statement of its own, before the one that looks for the next in line: a statement that waits for a row's lock goes on
 * with the picture of the database that it began with, and would not see what joined the lane meanwhile.
 */
export async function lockLanes({ run }: Runner, schema: string, events: string[], ns: number[]): Promise<void> {
  await run(
    `SELECT FROM ${schema}.lanes l WHERE l.lane IN (
       SELECT d.lane FROM unnest($1::uuid[], $2::int[]) AS i (event, n) CROSS JOIN LATERAL (
         SELECT d.lane FROM ${schema}.deliveries d WHERE d.event = i.event AND d.n = i.n OFFSET 0
       ) AS d
     ) ORDER BY l.lane FOR UPDATE`,
    [events, ns],
    SOON,
  );
}

/**
 * CTEs that pass lanes on, in a transaction that has locked them: `leaving (lane, event, n, version)` are deliveries that
 * let go of their lane, if they hold it; `version` is what they have done, or null. `$at`: the injected present.
 */
export const passLanes = (s: string, at: number): string => `
passing AS MATERIALIZED (
  SELECT l.lane, greatest(l.version, x.version) AS version, w.event, w.n
  FROM leaving x JOIN ${s}.lanes l ON l.lane = x.lane AND l.event = x.event AND l.n = x.n
  LEFT JOIN LATERAL (
    SELECT d.event, d.n FROM ${s}.deliveries d WHERE d.lane = l.lane AND d.due_at = ${IN_LANE} AND d.turn = (
      SELECT t.turn FROM ${s}.deliveries t WHERE t.lane = l.lane AND t.due_at = ${IN_LANE} ORDER BY t.turn LIMIT 1
    ) ORDER BY d.event, d.n LIMIT 1
  ) AS w ON true
), next_due AS (
  UPDATE ${s}.deliveries d SET due_at = ${now(at)} FROM passing p WHERE d.event = p.event AND d.n = p.n
), next_holder AS (
  UPDATE ${s}.lanes l SET event = p.event, n = p.n, version = p.version, at = ${now(at)}
  FROM passing p WHERE l.lane = p.lane AND (p.event IS NOT NULL OR p.version IS NOT NULL)
), forgotten AS (
  DELETE FROM ${s}.lanes l USING passing p WHERE l.lane = p.lane AND p.event IS NULL AND p.version IS NULL
)`;
