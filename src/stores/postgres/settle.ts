import { parseDeliveryId } from "../../ids.ts";
import { NEVER } from "../due.ts";
import type { Settlement } from "../store.ts";
import { type Database, DURABLE, now, type Row, type Runner, SOON } from "./database.ts";
import { doneSql, loneSql } from "./done.ts";
import { heldSql } from "./held.ts";
import { lockLanes, passLanes } from "./lanes.ts";
import { giveBackTokens } from "./limits.ts";
import { holdOffReplays, replacedSql } from "./replaced.ts";
import { toUuid, withoutNul } from "./text.ts";

/** Characters of an error's text that are kept. */
const ERROR_LIMIT = 8 * 1024;

/** What the statement says of what dies; the plain one meets none. */
const dyingSql = (s: string) => ({
  replaced: `, CASE WHEN i.outcome = 'dead' THEN ${replacedSql(s, "i")} ELSE false END AS replaced`,
  state: "CASE WHEN h.replaced THEN 'replaced' WHEN h.outcome = 'dead' THEN 'dead' ELSE 'pending' END",
  dueAt: `WHEN 'dead' THEN ${NEVER}`,
  count: "count(*) FILTER (WHERE outcome = 'dead' AND NOT replaced)",
});
const NONE_DIES = { replaced: "", state: "'pending'", dueAt: "", count: "0" };

/**
 * Fenced by the token: what another lease holds, or is settled, is not found. Rows are locked in the order of their ids,
 * so that two batches never wait for each other.
 *
 * What is done leaves the queue; its attempt stands for it. The wait before a retry is counted from now by the database's
 * clock: the worker's may be an hour off. What dies comes with `inLanes` alone.
 */
const settleSql = (s: string, inLanes: boolean, dying = inLanes ? dyingSql(s) : NONE_DIES) => `
WITH input AS (
  SELECT * FROM unnest($1::uuid[], $2::int[], $3::int[], $4::text[], $5::bigint[], $6::bigint[], $7::text[], $8::bigint[], $10::boolean[])
    AS i (event, n, token, outcome, started_at, ended_at, error, wait, leaves) ORDER BY event, n
), held AS MATERIALIZED (
  SELECT i.*, d.destination, d.lane, d.version${dying.replaced}
  FROM input i CROSS JOIN ${heldSql(s, inLanes ? "" : "AND (d.lane IS NULL OR NOT i.leaves)")} AS d
), ended AS (
  DELETE FROM ${s}.deliveries d USING held h WHERE d.event = h.event AND d.n = h.n AND h.outcome IN ('done', 'stale')
), kept AS (
  UPDATE ${s}.deliveries d SET
    state = ${dying.state}, lease_until = 0, failures = d.failures + (h.outcome = 'retry')::int,
    due_at = CASE h.outcome WHEN 'retry' THEN ${now(9)} + h.wait ${dying.dueAt} ELSE d.due_at END
  FROM held h WHERE d.event = h.event AND d.n = h.n AND h.outcome NOT IN ('done', 'stale')
), noted AS (
  INSERT INTO ${s}.attempts (event, n, token, destination, started_at, ended_at, outcome, error)
  SELECT event, n, token, destination, started_at, ended_at, CASE outcome WHEN 'retry' THEN 'failed' ELSE outcome END, error
  FROM held WHERE outcome <> 'released'
), tallied AS (
  INSERT INTO ${s}.tallies (scope, name, running, pending, done, dead)
  SELECT 'destination', destination, -count(*), count(*) FILTER (WHERE outcome IN ('retry', 'released')),
    count(*) FILTER (WHERE outcome IN ('done', 'stale')), ${dying.count}
  FROM held GROUP BY destination
)${inLanes ? `, ${leavingSql}, ${passLanes(s, 9)}` : ""}
SELECT h.event, h.n, h.token, false AS in_lane FROM ${DURABLE} CROSS JOIN held h
${inLanes ? "" : waitingSql(s)}`;

/** Left for the statement that passes lanes on: to be seen here without a lock, as the lanes come first. */
const waitingSql = (s: string) => `UNION ALL
SELECT i.event, i.n, i.token, true FROM input i CROSS JOIN LATERAL (
  SELECT FROM ${s}.deliveries d
  WHERE d.event = i.event AND d.n = i.n AND d.token = i.token AND d.state = 'running' AND d.lane IS NOT NULL OFFSET 0
) AS d WHERE i.leaves`;

const leavingSql = `leaving AS (
  SELECT lane, event, n, CASE outcome WHEN 'done' THEN version END AS version FROM held
  WHERE (leaves OR replaced) AND lane IS NOT NULL
)`;

/** Whether a delivery that ends like this lets go of its lane. */
const leavesLane = (settlement: Settlement): boolean =>
  settlement.outcome === "done" ||
  settlement.outcome === "stale" ||
  (settlement.outcome === "dead" && settlement.skip === true);

type Offered = Settlement & { readonly event: string; readonly n: number };

/** `event n token` as one word. */
const nameOf = (event: unknown, n: unknown, token: unknown): string => `${event} ${n} ${token}`;

export function createSettle(db: Database) {
  const done = doneSql(db.schema);
  const lone = loneSql(db.schema);
  const plain = settleSql(db.schema, false);
  const ordered = settleSql(db.schema, true);

  const settle = ({ run }: Runner, sql: string, all: readonly Offered[]): Promise<Row[]> =>
    run(
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
        all.map(leavesLane),
      ],
      SOON,
    );

  /** Where some end in a lane, or die: lanes, and before them replays of what dies, are locked first, in a transaction. */
  async function settleInLanes(runner: Runner, all: readonly Offered[]): Promise<Row[]> {
    if (runner === db) return await db.transaction((own) => settleInLanes(own, all));
    const dying = all.filter(({ outcome }) => outcome === "dead").map(({ event }) => event);
    if (dying.length > 0) await holdOffReplays(runner, db.schema, dying);
    await lockLanes(
      runner,
      db.schema,
      all.map((one) => one.event),
      all.map((one) => one.n),
    );
    return await settle(runner, ordered, all);
  }

  const settleDone = async ({ run }: Runner, sql: string, all: readonly Offered[]): Promise<Row[]> =>
    all.length === 0
      ? []
      : await run(
          sql,
          [
            all.map((one) => one.event),
            all.map((one) => one.n),
            all.map((one) => one.token),
            all.map((one) => one.startedAt),
            all.map((one) => one.endedAt),
          ],
          SOON,
        );

  /** The usual ways first, where the batch looks usual; what was not found by them goes the longer one. */
  async function settleAll(runner: Runner, offered: ReadonlyMap<string, Offered>): Promise<Row[]> {
    const all = [...offered.values()];
    if (!all.every(({ outcome }) => outcome === "done")) return await settleUnusual(runner, offered);
    const plain = all.filter((one) => !one.inLane);
    const inLanes = all.filter((one) => one.inLane);
    const settled = [...(await settleDone(runner, done, plain)), ...(await settleDone(runner, lone, inLanes))];
    const left = new Map(offered);
    for (const row of settled) left.delete(nameOf(row.event, row.n, row.token));
    return left.size === 0 ? settled : [...settled, ...(await settleUnusual(runner, left))];
  }

  /** What dies goes the longer way at once; what ends in a lane as well if it says that it does, else after a look. */
  async function settleUnusual(runner: Runner, offered: ReadonlyMap<string, Offered>): Promise<Row[]> {
    const all = [...offered.values()];
    if (all.some((one) => one.outcome === "dead" || (one.inLane && leavesLane(one))))
      return await settleInLanes(runner, all);
    const rows = await settle(runner, plain, all);
    const [left, settled] = [rows.filter((row) => row.in_lane === true), rows.filter((row) => row.in_lane !== true)];
    if (left.length === 0) return settled;
    const inLanes = left.map((row) => offered.get(nameOf(row.event, row.n, row.token))!);
    return [...settled, ...(await settleInLanes(runner, inLanes))];
  }

  /** `runner`: the pool, or a transaction that is to hold the settlement as well. */
  return async (runner: Runner, batch: readonly Settlement[]): Promise<boolean[]> => {
    const offered = new Map<string, Offered>();
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
    const settled = await settleAll(runner, offered);
    const written = new Set(settled.map((row) => nameOf(row.event, row.n, row.token)));
    const released = [...offered].flatMap(([name, one]) =>
      one.outcome === "released" && written.has(name) ? [one] : [],
    );
    if (released.length > 0)
      await giveBackTokens(
        runner,
        db.schema,
        released.map(({ event }) => event),
        released.map(({ n }) => n),
      );
    return names.map((name) => name !== undefined && written.has(name));
  };
}
