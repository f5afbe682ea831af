import { burstOf, stepOf, tokensAt } from "../limits.ts";
import type { ClaimFrom } from "../store.ts";
import { now, type Row, type Runner, SOON } from "./database.ts";

export const isLimited = ({ rate, total }: ClaimFrom): boolean => rate !== undefined || total !== undefined;

/**
 * What destinations are held to over all processes, inside the transaction of a claim. Their rows are locked first, in the
 * order of their names, so of two claims the second sees what the first has taken. A slot is one that runs: it says so no
 * longer once its delivery is settled or its lease has run out, so nothing has to be undone after a crash.
 */
export async function limitedRoom(
  runner: Runner,
  s: string,
  limited: readonly ClaimFrom[],
  present: number | null,
): Promise<ClaimFrom[]> {
  const names = limited.map(({ name }) => name).sort();
  const buckets = await lockedBuckets(runner, s, names);
  const rows = await runner.run(
    `WITH present AS MATERIALIZED (SELECT ${now(2)} AS at),
     live AS MATERIALIZED (
       SELECT l.destination, l.event, l.n FROM ${s}.slots l CROSS JOIN present p CROSS JOIN LATERAL (
         SELECT FROM ${s}.deliveries d
         WHERE d.event = l.event AND d.n = l.n AND d.token = l.token AND d.state = 'running' AND d.lease_until > p.at OFFSET 0
       ) AS d WHERE l.destination = ANY($1::text[])
     ), swept AS (
       DELETE FROM ${s}.slots l WHERE l.destination = ANY($1::text[]) AND NOT EXISTS (
         SELECT FROM live v WHERE v.destination = l.destination AND v.event = l.event AND v.n = l.n)
     )
     SELECT p.at, i.name, (SELECT count(*) FROM live v WHERE v.destination = i.name) AS running
     FROM present p CROSS JOIN unnest($1::text[]) AS i (name)`,
    [names, present],
    SOON,
  );
  const at = Number(rows[0]?.at);
  return limited.flatMap((from) => {
    const running = Number(rows.find((row) => row.name === from.name)?.running);
    const tokens = from.rate ? tokensAt(from.rate, buckets.get(from.name) ?? 0, at) : Number.POSITIVE_INFINITY;
    const limit = Math.min(from.limit, tokens, from.total === undefined ? tokens : from.total - running);
    return limit > 0 ? [{ ...from, limit }] : [];
  });
}

/** When each bucket is full again; a destination that is new here gets its row. */
async function lockedBuckets({ run }: Runner, s: string, names: readonly string[]): Promise<Map<string, number>> {
  const read = () =>
    run(
      `SELECT destination, full_at FROM ${s}.limits WHERE destination = ANY($1::text[]) ORDER BY destination FOR UPDATE`,
      [names],
      SOON,
    );
  let rows = await read();
  if (rows.length < names.length) {
    await run(
      `INSERT INTO ${s}.limits (destination, full_at, step) SELECT name, 0, 0 FROM unnest($1::text[]) AS name ORDER BY name
       ON CONFLICT (destination) DO NOTHING`,
      [names],
      SOON,
    );
    rows = await read();
  }
  return new Map(rows.map((row) => [String(row.destination), Number(row.full_at)]));
}

/** Writes down what has been leased. */
export async function takeLimited(
  { run }: Runner,
  s: string,
  limited: readonly ClaimFrom[],
  leased: readonly Row[],
  present: number | null,
): Promise<void> {
  const of = ({ name }: ClaimFrom) => leased.filter((row) => row.destination === name);
  const rated = limited.flatMap((from) => (from.rate ? [{ ...from, rate: from.rate, count: of(from).length }] : []));
  const slots = limited.filter(({ total }) => total !== undefined).flatMap(of);
  await run(
    `WITH spent AS (
       UPDATE ${s}.limits l SET step = i.step,
         full_at = least(greatest(l.full_at, ${now(1)}), ${now(1)} + i.step * i.burst) + i.step * i.count
       FROM unnest($2::text[], $3::float8[], $4::float8[], $5::int[]) AS i (name, step, burst, count) WHERE l.destination = i.name
     )
     INSERT INTO ${s}.slots (destination, event, n, token)
     SELECT * FROM unnest($6::text[], $7::uuid[], $8::int[], $9::int[])
     ON CONFLICT (destination, event, n) DO UPDATE SET token = excluded.token`,
    [
      present,
      rated.map(({ name }) => name),
      rated.map(({ rate }) => stepOf(rate)),
      rated.map(({ rate }) => burstOf(rate)),
      rated.map(({ count }) => count),
      slots.map((row) => String(row.destination)),
      slots.map((row) => String(row.event)),
      slots.map((row) => Number(row.n)),
      slots.map((row) => Number(row.token)),
    ],
    SOON,
  );
}

/** What was given back untried costs no token. */
export const giveBackTokens = ({ run }: Runner, s: string, events: string[], ns: number[]): Promise<Row[]> =>
  run(
    `UPDATE ${s}.limits l SET full_at = l.full_at - l.step * i.count FROM (
       SELECT d.destination, count(*) AS count FROM unnest($1::uuid[], $2::int[]) AS i (event, n) CROSS JOIN LATERAL (
         SELECT d.destination FROM ${s}.deliveries d WHERE d.event = i.event AND d.n = i.n OFFSET 0
       ) AS d GROUP BY d.destination
     ) AS i WHERE l.destination = i.destination`,
    [events, ns],
    SOON,
  );
