import type { Database, Runner } from "./database.ts";
import { lockOf } from "./schema.ts";

export const DAY = 86_400_000;
/** Days whose partitions are made in advance: an instance makes them each hour, so they last over a long week-end. */
const AHEAD = 4;
/** How long a change of partitions may wait, with all accepts behind it, for a long query to end, in ms. */
export const LOCK_TIMEOUT = 1000;

/** The tables that are cut by the day, and the column that says which. */
export const CUT = [
  { table: "events", column: "id" },
  { table: "attempts", column: "event" },
] as const;

/** The least UUIDv7 of an instant: its first 48 bits are the time. */
export function firstId(at: number): string {
  const hex = Math.max(0, Math.trunc(at)).toString(16).padStart(12, "0");
  return `${hex.slice(0, 8)}-${hex.slice(8)}-0000-0000-000000000000`;
}

/** A day's suffix, `20261121`, and back to its first instant. */
export const suffixOf = (day: number): string => new Date(day).toISOString().slice(0, 10).replaceAll("-", "");
const dayOf = (suffix: string): number =>
  Date.parse(`${suffix.slice(0, 4)}-${suffix.slice(4, 6)}-${suffix.slice(6)}T00:00:00Z`);

/** First instants of the days that have partitions, oldest first. */
export async function daysOf({ run }: Runner, schema: string): Promise<number[]> {
  const rows = await run(
    `SELECT c.relname AS name FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
     WHERE i.inhparent = $1::regclass ORDER BY c.relname`,
    [`${schema}.events`],
  );
  return rows.flatMap(({ name }) => /^events_(\d{8})$/.exec(String(name))?.[1] ?? []).map(dayOf);
}

/**
 * Makes a day's partitions. What the DEFAULT partition took in for that day, while nobody made one, is moved there: a
 * partition cannot be attached over rows that belong in it.
 */
async function addDay({ run }: Runner, schema: string, day: number): Promise<void> {
  for (const { table, column } of CUT) {
    const name = `${schema}.${table}_${suffixOf(day)}`;
    const [from, to] = [firstId(day), firstId(day + DAY)];
    await run(
      `CREATE TABLE ${name} (LIKE ${schema}.${table} INCLUDING DEFAULTS INCLUDING CONSTRAINTS INCLUDING STORAGE)`,
    );
    await run(
      `WITH moved AS (DELETE FROM ${schema}.${table}_default WHERE ${column} >= '${from}' AND ${column} < '${to}' RETURNING *)
       INSERT INTO ${name} SELECT * FROM moved`,
    );
    // Its indexes are made by ATTACH, to match the parent's.
    await run(`ALTER TABLE ${schema}.${table} ATTACH PARTITION ${name} FOR VALUES FROM ('${from}') TO ('${to}')`);
  }
}

/** Makes the partitions of today and the days to come that are missing. Ids hold real time, so this goes by it too. */
export async function addDays(db: Database): Promise<void> {
  const [{ today } = {}] = await db.run("SELECT floor(extract(epoch FROM clock_timestamp()) * 1000)::bigint AS today");
  const first = Math.floor(Number(today) / DAY) * DAY;
  const wanted = Array.from({ length: AHEAD }, (_, i) => first + i * DAY);
  const there = new Set(await daysOf(db, db.schema));
  if (wanted.every((day) => there.has(day))) return;
  await db.transaction(async (runner) => {
    await runner.run(`SELECT pg_advisory_xact_lock(${lockOf(db.schema)})`);
    await runner.run(`SET LOCAL lock_timeout = ${LOCK_TIMEOUT}`);
    const now = new Set(await daysOf(runner, db.schema));
    for (const day of wanted) if (!now.has(day)) await addDay(runner, db.schema, day);
  });
}
