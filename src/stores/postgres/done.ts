import { DURABLE } from "./database.ts";
import { heldSql } from "./held.ts";

/** Settles as done what `held` has. */
const endSql = (s: string) => `ended AS (
  DELETE FROM ${s}.deliveries d USING held h WHERE d.event = h.event AND d.n = h.n
), noted AS (
  INSERT INTO ${s}.attempts (event, n, token, destination, started_at, ended_at, outcome)
  SELECT event, n, token, destination, started_at, ended_at, 'done' FROM held
), tallied AS (
  INSERT INTO ${s}.tallies (scope, name, running, done)
  SELECT 'destination', destination, -count(*), count(*) FROM held GROUP BY destination
)
SELECT h.event, h.n, h.token FROM ${DURABLE} CROSS JOIN held h`;

const INPUT = `unnest($1::uuid[], $2::int[], $3::int[], $4::bigint[], $5::bigint[])
  AS i (event, n, token, started_at, ended_at)`;

/**
 * The usual batch, all of it done and in no lane: a statement is planned each time, and this one costs half of the one that
 * can do everything.
 */
export const doneSql = (s: string) => `
WITH held AS MATERIALIZED (
  SELECT i.*, d.destination FROM (
    SELECT * FROM ${INPUT} ORDER BY event, n
  ) AS i CROSS JOIN ${heldSql(s, "AND d.lane IS NULL")} AS d
), ${endSql(s)}`;

/**
 * All of it done, each alone in its lane, which goes with it: one round trip instead of four, as nobody is to be found who
 * comes next. Who joins a lane raises its `last` under its lock, so the holder whose turn is the last is alone; one that
 * joins while this waits for the lock is seen, as Postgres checks the conditions again on the lane's newest version.
 * Lanes are locked first, in the order of their ids, as everywhere.
 */
export const loneSql = (s: string) => `
WITH lone AS MATERIALIZED (
  SELECT i.* FROM (
    SELECT i.*, d.lane, d.turn FROM ${INPUT} CROSS JOIN LATERAL (
      SELECT d.lane, d.turn FROM ${s}.deliveries d WHERE d.event = i.event AND d.n = i.n AND d.version IS NULL OFFSET 0
    ) AS d ORDER BY d.lane
  ) AS i CROSS JOIN LATERAL (
    SELECT FROM ${s}.lanes l
    WHERE l.lane = i.lane AND l.event = i.event AND l.n = i.n AND l.last = i.turn AND l.version IS NULL FOR UPDATE
  ) AS l
), held AS MATERIALIZED (
  SELECT i.*, d.destination FROM (SELECT * FROM lone ORDER BY event, n) AS i CROSS JOIN ${heldSql(s)} AS d
), left_lane AS (
  DELETE FROM ${s}.lanes l USING held h WHERE l.lane = h.lane
), ${endSql(s)}`;
