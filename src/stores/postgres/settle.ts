import { parseDeliveryId } from "../../ids.ts";
import type { Settlement } from "../store.ts";
import { NEVER } from "./accept.ts";
import { type Database, DURABLE, now, type Runner, SOON } from "./database.ts";
import { toUuid, withoutNul } from "./text.ts";

/** Characters of an error's text that are kept. */
const ERROR_LIMIT = 8 * 1024;

/**
 * The delivery of `i`, locked, if `i`'s lease still holds it. Asked for one by one: joined, Postgres read the whole queue
 * for a batch of 200, and settling took 10 ms instead of 3 at 30,000 deliveries.
 */
export const heldSql = (s: string) => `LATERAL (
    SELECT d.destination FROM ${s}.deliveries d
    WHERE d.event = i.event AND d.n = i.n AND d.token = i.token AND d.state = 'running' FOR UPDATE
  )`;

/**
 * Fenced by the token: what another lease holds, or is settled, is not found. Rows are locked in the order of their ids,
 * so that two batches never wait for each other.
 *
 * What is done leaves the queue; its attempt stands for it. The wait before a retry is counted from now by the database's
 * clock: the worker's may be an hour off.
 */
const settleSql = (s: string) => `
WITH held AS MATERIALIZED (
  SELECT i.*, d.destination
  FROM (
    SELECT * FROM unnest($1::uuid[], $2::int[], $3::int[], $4::text[], $5::bigint[], $6::bigint[], $7::text[], $8::bigint[])
      AS i (event, n, token, outcome, started_at, ended_at, error, wait) ORDER BY event, n
  ) AS i CROSS JOIN ${heldSql(s)} AS d
), ended AS (
  DELETE FROM ${s}.deliveries d USING held h WHERE d.event = h.event AND d.n = h.n AND h.outcome = 'done'
), kept AS (
  UPDATE ${s}.deliveries d SET
    state = CASE WHEN h.outcome = 'dead' THEN 'dead' ELSE 'pending' END, lease_until = 0,
    failures = d.failures + (h.outcome = 'retry')::int,
    due_at = CASE h.outcome WHEN 'dead' THEN ${NEVER} WHEN 'retry' THEN ${now(9)} + h.wait ELSE d.due_at END
  FROM held h WHERE d.event = h.event AND d.n = h.n AND h.outcome <> 'done'
), noted AS (
  INSERT INTO ${s}.attempts (event, n, token, destination, started_at, ended_at, outcome, error)
  SELECT event, n, token, destination, started_at, ended_at, CASE outcome WHEN 'retry' THEN 'failed' ELSE outcome END, error
  FROM held WHERE outcome <> 'released'
), tallied AS (
  INSERT INTO ${s}.tallies (scope, name, running, pending, done, dead)
  SELECT 'destination', destination, -count(*), count(*) FILTER (WHERE outcome IN ('retry', 'released')),
    count(*) FILTER (WHERE outcome = 'done'), count(*) FILTER (WHERE outcome = 'dead')
  FROM held GROUP BY destination
)
SELECT h.event, h.n, h.token FROM ${DURABLE} CROSS JOIN held h`;

/** `event n token` as one word. */
const nameOf = (event: unknown, n: unknown, token: unknown): string => `${event} ${n} ${token}`;

export function createSettle(db: Database) {
  const sql = settleSql(db.schema);

  return async (runner: Runner, batch: readonly Settlement[]): Promise<boolean[]> => {
    const offered = new Map<string, Settlement & { event: string; n: number }>();
    /** Each settlement's name; `undefined` where nothing can be written for it: no such id, or a repeat in the batch. */
    const names = batch.map((settlement) => {
      const parsed = parseDeliveryId(settlement.delivery);
      if (!parsed) return undefined;
      const event = toUuid(parsed.event);
      const name = nameOf(event, parsed.n, settlement.token);
      if (offered.has(name)) return undefined;
      offered.set(name, { ...settlement, event, n: parsed.n });
      return name;
    });
    if (offered.size === 0) return names.map(() => false);
    const all = [...offered.values()];
    const rows = await runner.run(
      sql,
      [
        all.map((one) => one.event),
        all.map((one) => one.n),
        all.map((one) => one.token),
        all.map((one) => one.outcome),
        all.map((one) => one.startedAt),
        all.map((one) => one.endedAt),
        all.map((one) => ("error" in one ? withoutNul(one.error.slice(0, ERROR_LIMIT)) : null)),
        all.map((one) => (one.outcome === "retry" ? Math.max(0, Math.round(one.retryAt - one.endedAt)) : 0)),
        db.present(),
      ],
      SOON,
    );
    const written = new Set(rows.map((row) => nameOf(row.event, row.n, row.token)));
    return names.map((name) => name !== undefined && written.has(name));
  };
}
