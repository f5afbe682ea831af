import { deliveryId } from "../../ids.ts";
import { IN_LANE } from "../due.ts";
import { ALONE_FROM, type ClaimRequest, type Lease, MAX_CRASHES } from "../store.ts";
import { createBury } from "./bury.ts";
import { type Database, DURABLE, now, type Row, type Runner, SOON } from "./database.ts";
import { giveBackTokens, isLimited, limitedRoom, takeLimited as spend } from "./limits.ts";
import type { createPauses } from "./pauses.ts";
import { splitHeaders, toEventId, toUuid } from "./text.ts";
import { EVENT, usualSql } from "./usual.ts";

/** Bytes of bodies that one claim may bring along: keeps a thousand large events from being in memory at once. */
const BODY_BUDGET = 32 * 1024 * 1024;

/**
 * What is due, locked. Looked at first without locks, to give each destination its share of the limit: else fifty busy
 * destinations would lock fifty times what is taken, and another claim would find nothing.
 *
 * `SKIP LOCKED` leaves what another claim holds at this moment; what it has leased by then fails the conditions, which
 * Postgres checks again on the row's newest version. The last `LIMIT` cuts nothing off, and tells the planner how few
 * they are: without it the update read the whole queue, 11 of the 14 ms of a claim of 200 among 40,000.
 */
const dueSql = (s: string) => `
asked AS MATERIALIZED (
  SELECT w.name, least(w.most, $3::int) AS most, w.place FROM unnest($1::text[], $2::int[]) WITH ORDINALITY AS w (name, most, place)
  WHERE NOT EXISTS (SELECT FROM ${s}.pauses p WHERE p.kind = 'destination' AND p.name = w.name AND NOT p.resuming)
), seen AS (
  SELECT a.place, a.name, row_number() OVER (ORDER BY a.place) AS nth
  FROM asked a CROSS JOIN LATERAL (
    SELECT FROM ${s}.deliveries d
    WHERE d.destination = a.name AND d.due_at <= (SELECT at FROM present) AND d.lease_until <= (SELECT at FROM present)
    ORDER BY d.due_at, d.event, d.n LIMIT a.most
  ) AS d
), shares AS MATERIALIZED (
  SELECT place, name, count(*) AS share FROM seen WHERE nth <= $3::int GROUP BY place, name
), found AS MATERIALIZED (
  SELECT a.place, d.* FROM shares a CROSS JOIN LATERAL (
    SELECT * FROM ${s}.deliveries d
    WHERE d.destination = a.name AND d.due_at <= (SELECT at FROM present) AND d.lease_until <= (SELECT at FROM present)
    ORDER BY d.due_at, d.event, d.n LIMIT a.share FOR UPDATE SKIP LOCKED
  ) AS d
  LIMIT $3::int
)`;

/** A sync source's: due or not, dead as well; of each destination the newest, as a replay stands for what it repeats. */
const ofEventSql = (s: string) => `
asked AS MATERIALIZED (
  SELECT w.name, least(w.most, $3::int) AS most, w.place FROM unnest($1::text[], $2::int[]) WITH ORDINALITY AS w (name, most, place)
), found AS MATERIALIZED (
  SELECT a.place, d.* FROM asked a JOIN ${s}.deliveries d ON d.destination = a.name
  WHERE d.event = $7::uuid AND d.due_at <> ${IN_LANE} AND d.lease_until <= (SELECT at FROM present)
    AND NOT EXISTS (SELECT 1 FROM ${s}.deliveries l WHERE l.event = $7::uuid AND l.destination = d.destination AND l.n > d.n)
    AND NOT EXISTS (SELECT 1 FROM ${s}.attempts t
      WHERE t.event = $7::uuid AND t.destination = d.destination AND t.n > d.n AND t.outcome IN ('done', 'stale'))
  FOR UPDATE OF d SKIP LOCKED
)`;

/**
 * Leases what was found. A running one has lost its lease: that is a crash, noted as an attempt; after the last one it is
 * told as `ended`, and buried by a transaction of its own. One that has crashed before is taken alone, if it is the first;
 * else it is left for a claim of its own.
 */
const claimSql = (s: string, found: string) => `
WITH present AS MATERIALIZED (SELECT ${now(4)} AS at),
${found}, judged AS (
  SELECT f.*, f.crashes + (f.state = 'running')::int AS lost, f.state = 'running' AND f.crashes + 1 >= ${MAX_CRASHES} AS ending FROM found f
), counted AS MATERIALIZED (
  SELECT f.*,
    row_number() OVER (PARTITION BY f.ending ORDER BY f.place, f.due_at, f.event, f.n) AS nth,
    sum(f.size) OVER (ORDER BY f.place, f.due_at, f.event, f.n) - f.size AS bytes_before
  FROM judged f
), first AS MATERIALIZED (
  SELECT lost >= ${ALONE_FROM} AS alone FROM counted WHERE NOT ending AND nth = 1
), chosen AS MATERIALIZED (
  SELECT c.* FROM counted c
  WHERE NOT c.ending AND c.nth <= $3::int
    -- A question of its own, answered once: joined, it was asked again for each row, and took nine tenths of the time.
    AND CASE WHEN (SELECT alone FROM first) THEN c.nth = 1 ELSE c.lost < ${ALONE_FROM} END
    AND (c.bytes_before < ${BODY_BUDGET} OR c.nth = 1)
), noted AS (
  INSERT INTO ${s}.attempts (event, n, token, destination, started_at, ended_at, outcome)
  SELECT c.event, c.n, c.token, c.destination, coalesce(c.started_at, p.at), p.at, 'crashed'
  FROM chosen c CROSS JOIN present p WHERE c.state = 'running'
), leased AS (
  UPDATE ${s}.deliveries d
  SET state = 'running', token = d.token + 1, lease_until = p.at + $5::bigint, worker = $6, started_at = p.at, crashes = c.lost,
    due_at = CASE WHEN c.state = 'dead' AND NOT c.sync THEN p.at ELSE d.due_at END
  FROM chosen c CROSS JOIN present p WHERE d.event = c.event AND d.n = c.n
  RETURNING d.event, d.n, d.token, d.destination, d.failures, d.crashes, d.lane, d.version, c.nth
), tallied AS (
  INSERT INTO ${s}.tallies (scope, name, pending, running, dead)
  SELECT 'destination', destination,
    -count(*) FILTER (WHERE state = 'pending'), count(*) FILTER (WHERE state <> 'running'), -count(*) FILTER (WHERE state = 'dead')
  FROM chosen GROUP BY destination
)
SELECT l.*, l.version IS NOT NULL AND l.version < (SELECT a.version FROM ${s}.lanes a WHERE a.lane = l.lane) AS stale, false AS ended,
  (SELECT array_to_json(array_agg(p.name))::text FROM ${s}.pauses p WHERE p.kind = 'source' AND NOT p.resuming) AS paused
FROM ${DURABLE} CROSS JOIN leased l
UNION ALL
SELECT c.event, c.n, c.token, c.destination, c.failures, c.lost, c.lane, c.version, c.nth, false, true, NULL
FROM counted c WHERE c.ending
ORDER BY nth`;

export function createClaim(db: Database, pauses: Pick<ReturnType<typeof createPauses>, "park">) {
  const usual = usualSql(db.schema, BODY_BUDGET);
  const due = claimSql(db.schema, dueSql(db.schema));
  const ofEvent = claimSql(db.schema, ofEventSql(db.schema));
  const bury = createBury(db);

  /**
   * The usual claim brings its events along. For another they are read after the lease, outside of its transaction: an event
   * whose delivery is open is there to stay.
   */
  async function events(rows: readonly Row[]): Promise<Map<unknown, Row>> {
    const brought = rows.filter((row) => typeof row.source === "string");
    const left = rows.filter((row) => row.source === undefined).map((row) => String(row.event));
    const read = `SELECT id AS event, ${EVENT} FROM ${db.schema}.events WHERE id = ANY($1::uuid[])`;
    const found = left.length === 0 ? [] : await db.run(read, [[...new Set(left)]], SOON);
    return new Map([...brought, ...found].map((row) => [row.event, row]));
  }

  function lease(row: Row, event: Row): Lease {
    const id = toEventId(row.event);
    return {
      delivery: deliveryId(id, Number(row.n)),
      token: Number(row.token),
      destination: String(row.destination),
      attempt: Number(row.failures) + 1,
      crashes: Number(row.crashes),
      ...(row.lane !== null && { inLane: true }),
      ...(row.stale === true && { stale: true }),
      event: {
        id,
        source: String(event.source),
        key: event.key === null ? null : String(event.key),
        type: String(event.type),
        receivedAt: Number(event.received_at),
        size: Number(event.size),
        headers: splitHeaders(String(event.headers)),
        body: event.body as Uint8Array,
      },
    };
  }

  /** What is leased, and what has crashed too often. */
  async function take(runner: Runner, request: ClaimRequest): Promise<Row[]> {
    const { destinations, limit, worker } = request;
    if (destinations.length === 0 || limit <= 0) return [];
    const values = [
      destinations.map(({ name }) => name),
      destinations.map((from) => Math.min(from.limit, limit)),
      limit,
      db.present(),
      request.lease,
      worker,
    ];
    if (request.event !== undefined) return await runner.run(ofEvent, [...values, toUuid(request.event)], SOON);
    const rows = await runner.run(usual, values, SOON);
    if (rows[0]?.usual === false) return await runner.run(due, values, SOON);
    return rows[0]?.usual === true ? rows : [];
  }

  /** Destinations with a rate or a total, in a transaction that has locked what they have left. */
  const takeLimited = (request: ClaimRequest): Promise<Row[]> =>
    db.transaction(async (runner) => {
      const destinations = await limitedRoom(runner, db.schema, request.destinations, db.present());
      const rows = await take(runner, { ...request, destinations });
      const leased = rows.filter((row) => row.ended !== true);
      if (leased.length > 0) await spend(runner, db.schema, destinations, leased, db.present());
      return rows;
    });

  /** Those without such limits pay nothing for them: they have a claim of their own. */
  async function takeAll(request: ClaimRequest): Promise<Row[]> {
    const limited = request.event === undefined ? request.destinations.filter(isLimited) : [];
    if (limited.length === 0) return await take(db, request);
    const first = await takeLimited({ ...request, destinations: limited });
    const leased = first.filter((row) => row.ended !== true);
    if (leased.some(isAlone)) return first;
    const destinations = request.destinations.filter((from) => !isLimited(from));
    const rest = await take(db, { ...request, destinations, limit: request.limit - leased.length });
    const alone = leased.length > 0 ? rest.filter((row) => row.ended !== true && isAlone(row)) : [];
    if (alone.length > 0) await pauses.park(alone.map((row) => ({ row, source: "" })));
    return [...first, ...rest.filter((row) => !alone.includes(row))];
  }

  /** Parked, it has cost no token. */
  async function giveBack(back: readonly { row: Row; source: string }[], request: ClaimRequest): Promise<void> {
    await pauses.park(back);
    const rated = new Set<unknown>(request.destinations.filter(({ rate }) => rate).map(({ name }) => name));
    const spent = back.map(({ row }) => row).filter((row) => rated.has(row.destination));
    if (spent.length === 0) return;
    const [events, ns] = [spent.map((row) => String(row.event)), spent.map((row) => Number(row.n))];
    await giveBackTokens(db, db.schema, events, ns);
  }

  /** One claim; `parked`: it met some of a paused source. */
  async function once(request: ClaimRequest): Promise<{ leases: Lease[]; parked: boolean }> {
    const found = await takeAll(request);
    const rows = found.filter((row) => row.ended !== true);
    const ended = found.filter((row) => row.ended === true);
    if (ended.length > 0) await bury(ended, request.destinations);
    if (rows.length === 0) return { leases: [], parked: false };
    const bodies = await events(rows);
    const known = rows.flatMap((row) => {
      const event = bodies.get(row.event);
      return event ? [{ row, event, source: String(event.source) }] : [];
    });
    const paused = new Set<string>(request.event === undefined ? JSON.parse(String(rows[0]!.paused)) : []);
    const back = paused.size === 0 ? [] : known.filter(({ source }) => paused.has(source));
    if (back.length > 0) await giveBack(back, request);
    const leases = known.filter((one) => !back.includes(one)).map(({ row, event }) => lease(row, event));
    return { leases, parked: back.length > 0 };
  }

  /** What is met of a paused source is parked, and the next is looked at: others may wait behind it. */
  return async (request: ClaimRequest): Promise<Lease[]> => {
    for (;;) {
      const { leases, parked } = await once(request);
      if (leases.length > 0 || !parked) return leases;
    }
  };
}

const isAlone = (row: Row): boolean => Number(row.crashes) >= ALONE_FROM;
