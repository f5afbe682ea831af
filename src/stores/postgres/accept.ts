import { createHash } from "node:crypto";
import { IN_LANE, NEVER } from "../due.ts";
import type { Accepted, NewEvent } from "../store.ts";
import { type Database, DURABLE, now, type Row, type Runner, SOON, type Value } from "./database.ts";
import { laneId } from "./lanes.ts";
import { joinHeaders, toEventId, toUuid } from "./text.ts";

/** Key look-ups of one accept that find neither room for a key nor its first event: another prunes it at that moment. */
const ROUNDS = 5;

/** What makes an event unique. Names of sources hold no newline, so a source and a key do not run into each other. */
const digestOf = ({ source, key }: NewEvent): string | null =>
  key === null ? null : createHash("sha256").update(`${source}\n${key}`).digest("hex");

interface Candidate {
  readonly event: NewEvent;
  readonly digest: string | null;
}

/**
 * One statement, one round trip: the gate, the events that pass it, what they owe.
 *
 * Keys go in sorted: two batches with the same keys in another order would wait for each other for ever. One that waits
 * at the gate for another's commit gets no row back, and does not see the other's key either, as its snapshot is older;
 * `first` is null then, and the key is looked up afterwards.
 */
const acceptSql = (s: string, owed: string) => `
WITH input AS MATERIALIZED (
  SELECT i.*, decode(i.hex, 'hex') AS digest, substring($9::bytea FROM i.start FOR i.size) AS body
  FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::bigint[], $6::text[], $7::text[], $8::int[], $10::int[], $16::int[])
    AS i (id, source, key, type, received_at, headers, hex, start, size, owed)
), gate AS (
  INSERT INTO ${s}.keys (digest, id, seen_at)
  SELECT digest, id, received_at FROM input WHERE digest IS NOT NULL ORDER BY digest
  ON CONFLICT (digest) DO NOTHING RETURNING id
), fresh AS MATERIALIZED (
  SELECT * FROM input WHERE digest IS NULL OR id IN (SELECT id FROM gate)
), stored AS (
  INSERT INTO ${s}.events (id, source, key, type, received_at, size, owed, headers, body)
  SELECT id, source, key, type, received_at, size, owed, headers, body FROM fresh
), ${owed}, tallied AS (
  INSERT INTO ${s}.tallies (scope, name, events, bytes, last_at, pending)
  SELECT 'source', source, count(*), sum(size), max(received_at), 0 FROM fresh GROUP BY source
  UNION ALL SELECT 'destination', destination, 0, 0, 0, count(*) FROM owed GROUP BY destination
)
SELECT i.id, f.id IS NOT NULL AS stored, (SELECT k.id FROM ${s}.keys k WHERE k.digest = i.digest) AS first
FROM ${DURABLE} CROSS JOIN input i LEFT JOIN fresh f ON f.id = i.id`;

/** What the events that passed owe. */
const owedSql = (s: string) => `
owed AS (
  INSERT INTO ${s}.deliveries (event, n, destination, state, sync, size, due_at)
  SELECT f.id, o.n, o.destination, 'pending', o.sync, f.size,
    CASE WHEN o.sync THEN ${NEVER} ELSE ${now(15)} END
  FROM unnest($11::uuid[], $12::int[], $13::text[], $14::boolean[]) AS o (event, n, destination, sync)
  JOIN fresh f ON f.id = o.event
  RETURNING destination
)`;

/**
 * The same where some keep an order. Each lane's row gives out turns, under its lock, which is held until the commit: so
 * turns are in the order of commits. Lanes go in sorted, as keys do. The first of a free lane takes hold of it.
 */
const orderedSql = (s: string) => `
owing AS MATERIALIZED (
  SELECT o.*, f.size, row_number() OVER (PARTITION BY o.lane ORDER BY o.nth) AS turn, count(*) OVER (PARTITION BY o.lane) AS turns
  FROM unnest($11::uuid[], $12::int[], $13::text[], $14::boolean[], $17::uuid[], $18::text[], $19::float8[]) WITH ORDINALITY
    AS o (event, n, destination, sync, lane, key, version, nth)
  JOIN fresh f ON f.id = o.event
), taken AS (
  INSERT INTO ${s}.lanes AS l (lane, destination, key, event, n, last, at)
  SELECT lane, destination, key, event, n, turns, ${now(15)} FROM owing WHERE lane IS NOT NULL AND turn = 1 ORDER BY lane
  ON CONFLICT (lane) DO UPDATE SET event = coalesce(l.event, excluded.event), n = coalesce(l.n, excluded.n),
    last = l.last + excluded.last, at = excluded.at
  RETURNING l.lane, l.event, l.n, l.last
), owed AS (
  INSERT INTO ${s}.deliveries (event, n, destination, state, sync, size, lane, turn, version, due_at)
  SELECT o.event, o.n, o.destination, 'pending', o.sync, o.size, o.lane, t.last - o.turns + o.turn, o.version,
    CASE WHEN o.sync THEN ${NEVER} WHEN o.lane IS NULL OR (t.event = o.event AND t.n = o.n) THEN ${now(15)} ELSE ${IN_LANE} END
  FROM owing o LEFT JOIN taken t ON t.lane = o.lane
  RETURNING destination
)`;

function valuesOf(candidates: readonly Candidate[], present: number | null): Value[] {
  const events = candidates.map(({ event }) => event);
  const column = <T>(of: (event: NewEvent) => T) => events.map(of);
  const owed = events.flatMap(({ id, destinations, sync, lanes }) =>
    destinations.map((destination, n) => {
      const lane = sync ? undefined : lanes?.find((one) => one.destination === destination);
      return { event: toUuid(id), n, destination, sync: sync === true, lane };
    }),
  );
  // All bodies in one value: a byte array in an array would travel as text, at twice its size.
  let start = 1;
  const starts = column(({ body }) => {
    const at = start;
    start += body.length;
    return at;
  });
  return [
    column((event) => toUuid(event.id)),
    column((event) => event.source),
    column((event) => event.key),
    column((event) => event.type),
    column((event) => event.receivedAt),
    column((event) => joinHeaders(event.headers)),
    candidates.map(({ digest }) => digest),
    starts,
    events.length === 1 ? events[0]!.body : Buffer.concat(column((event) => event.body)),
    column((event) => event.body.length),
    owed.map((one) => one.event),
    owed.map((one) => one.n),
    owed.map((one) => one.destination),
    owed.map((one) => one.sync),
    present,
    column((event) => event.destinations.length),
    ...(isOrdered(candidates)
      ? [
          owed.map(({ lane }) => (lane ? laneId(lane) : null)),
          owed.map(({ lane }) => lane?.key ?? null),
          owed.map(({ lane }) => lane?.version ?? null),
        ]
      : []),
  ];
}

const isOrdered = (candidates: readonly Candidate[]): boolean =>
  candidates.some(({ event: { lanes } }) => lanes !== undefined && lanes.length > 0);

export function createAccept(db: Database, repeated: (event: NewEvent, first: string) => void) {
  const plain = acceptSql(db.schema, owedSql(db.schema));
  const ordered = acceptSql(db.schema, orderedSql(db.schema));

  /** Stores what is new, and finds the first event of what is not. Answers by the event's id. */
  async function store(runner: Runner, candidates: readonly Candidate[]): Promise<Map<string, Accepted>> {
    const answers = new Map<string, Accepted>();
    let open = candidates;
    for (let round = 0; open.length > 0; round++) {
      const rows = await runner.run(isOrdered(open) ? ordered : plain, valuesOf(open, db.present()), SOON);
      const found = new Map(rows.map((row) => [toEventId(row.id), row]));
      const raced = open.filter(({ event }) => !isAnswered(found.get(event.id)));
      for (const { event } of open) answer(answers, event, found.get(event.id));
      open = raced.length > 0 ? await lookUp(runner, raced, answers) : [];
      if (round === ROUNDS) throw new Error("an event's key is held and free at once");
    }
    return answers;
  }

  const isAnswered = (row: Row | undefined): boolean => row?.stored === true || typeof row?.first === "string";

  function answer(answers: Map<string, Accepted>, event: NewEvent, row: Row | undefined): void {
    if (row?.stored) answers.set(event.id, { id: event.id, duplicate: false });
    else if (typeof row?.first === "string") answers.set(event.id, { id: toEventId(row.first), duplicate: true });
  }

  /** The first events of keys that another commit took while this one waited. Gives back what has none: it is free again. */
  async function lookUp(runner: Runner, raced: readonly Candidate[], answers: Map<string, Accepted>) {
    const rows = await runner.run(
      `SELECT encode(digest, 'hex') AS hex, id FROM ${db.schema}.keys
       WHERE digest IN (SELECT decode(hex, 'hex') FROM unnest($1::text[]) AS hex)`,
      [raced.map(({ digest }) => digest)],
      SOON,
    );
    const firsts = new Map(rows.map((row) => [row.hex, row.id]));
    return raced.filter(({ event, digest }) => {
      const first = firsts.get(digest);
      if (first !== undefined) answers.set(event.id, { id: toEventId(first), duplicate: true });
      return first === undefined;
    });
  }

  /** In the batch's order. Of several with one key in the batch only the first is offered to the gate. */
  return async (runner: Runner, batch: readonly NewEvent[]): Promise<Accepted[]> => {
    const offered = new Map<string, NewEvent>();
    const candidates: Candidate[] = [];
    const leaders = batch.map((event) => {
      const digest = digestOf(event);
      const leader = digest === null ? undefined : offered.get(digest);
      if (leader) return leader;
      if (digest !== null) offered.set(digest, event);
      candidates.push({ event, digest });
      return event;
    });
    const answers = await store(runner, candidates);
    return batch.map((event, i) => {
      const leader = leaders[i]!;
      const { id, duplicate } = answers.get(leader.id)!;
      const repeat = duplicate || leader !== event;
      if (repeat) repeated(event, id);
      return { id, duplicate: repeat };
    });
  };
}
