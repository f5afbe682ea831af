import { createHash } from "node:crypto";
import type { Accepted, NewEvent } from "../store.ts";
import { type Database, DURABLE, now, type Row, type Runner, SOON, type Value } from "./database.ts";
import { joinHeaders, toEventId, toUuid } from "./text.ts";

/** When a sync source's deliveries are due: never by themselves. */
export const NEVER = Number.MAX_SAFE_INTEGER;

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
const acceptSql = (s: string) => `
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
), owed AS (
  INSERT INTO ${s}.deliveries (event, n, destination, state, sync, size, due_at)
  SELECT f.id, o.n, o.destination, 'pending', o.sync, f.size,
    CASE WHEN o.sync THEN ${NEVER} ELSE ${now(15)} END
  FROM unnest($11::uuid[], $12::int[], $13::text[], $14::boolean[]) AS o (event, n, destination, sync)
  JOIN fresh f ON f.id = o.event
  RETURNING destination
), tallied AS (
  INSERT INTO ${s}.tallies (scope, name, events, bytes, last_at, pending)
  SELECT 'source', source, count(*), sum(size), max(received_at), 0 FROM fresh GROUP BY source
  UNION ALL SELECT 'destination', destination, 0, 0, 0, count(*) FROM owed GROUP BY destination
)
SELECT i.id, f.id IS NOT NULL AS stored, (SELECT k.id FROM ${s}.keys k WHERE k.digest = i.digest) AS first
FROM ${DURABLE} CROSS JOIN input i LEFT JOIN fresh f ON f.id = i.id`;

function valuesOf(candidates: readonly Candidate[], present: number | null): Value[] {
  const events = candidates.map(({ event }) => event);
  const column = <T>(of: (event: NewEvent) => T) => events.map(of);
  const owed = events.flatMap(({ id, destinations, sync }) =>
    destinations.map((destination, n) => ({ event: toUuid(id), n, destination, sync: sync === true })),
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
  ];
}

export function createAccept(db: Database, repeated: (event: NewEvent, first: string) => void) {
  const sql = acceptSql(db.schema);

  /** Stores what is new, and finds the first event of what is not. Answers by the event's id. */
  async function store(runner: Runner, candidates: readonly Candidate[]): Promise<Map<string, Accepted>> {
    const answers = new Map<string, Accepted>();
    let open = candidates;
    for (let round = 0; open.length > 0; round++) {
      const rows = await runner.run(sql, valuesOf(open, db.present()), SOON);
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
