import type { Pruned, PruneTold, Retention } from "../store.ts";
import { type Database, now, type Runner } from "./database.ts";
import { createNotes } from "./notes.ts";
import { addDays, DAY, daysOf, firstId, LOCK_TIMEOUT, suffixOf } from "./partitions.ts";
import { lockOf } from "./schema.ts";
import { sweepSearch } from "./search.ts";

/** Rows of one slice: some ms each, and between them others get their turn. */
const ROWS = 1000;

/** A dead one that others wait for is as good as open. */
const holdsLane = (s: string, delivery: string) =>
  `(${delivery}.lane IS NOT NULL AND EXISTS (
     SELECT 1 FROM ${s}.lanes l WHERE l.lane = ${delivery}.lane AND l.event = ${delivery}.event AND l.n = ${delivery}.n))`;

const isOwed = (s: string, delivery: string) =>
  `(${delivery}.state IN ('pending', 'running') OR ${holdsLane(s, delivery)})`;

const isOpen = (s: string, event: string) =>
  `EXISTS (SELECT 1 FROM ${s}.deliveries o WHERE o.event = ${event} AND ${isOwed(s, "o")})`;

/** Takes events off the totals: the sources, how many of each, their bytes. */
const untallied = (s: string) =>
  `INSERT INTO ${s}.tallies (scope, name, events, bytes) SELECT 'source', g.source, -g.events, -g.bytes
   FROM unnest($1::text[], $2::bigint[], $3::bigint[]) AS g (source, events, bytes) WHERE g.events > 0`;

/** The dead leave with their events; those that a replay stands for are not counted among them any more. */
const bury = (s: string, which: string) => `
WITH gone AS (DELETE FROM ${s}.deliveries d WHERE d.state IN ('dead', 'replaced') AND ${which} RETURNING destination, state)
INSERT INTO ${s}.tallies (scope, name, dead) SELECT 'destination', destination, -count(*) FROM gone WHERE state = 'dead' GROUP BY destination`;

/** What a day holds of each source. A day that is over takes in nothing more. */
async function countDay({ run }: Runner, events: string) {
  const rows = await run(`SELECT source, count(*) AS events, sum(size) AS bytes FROM ${events} GROUP BY source`);
  return new Map(rows.map((row) => [String(row.source), { events: Number(row.events), bytes: Number(row.bytes) }]));
}

/**
 * Drops a day's partitions; what is open, or younger than its id says, is moved to the DEFAULT ones first. Resolves to
 * the number of events that are gone. The day is taken out before that, so nobody can replay an event of it meanwhile;
 * since then all accepts wait, so what reads the whole day is done before.
 */
async function dropDay({ run }: Runner, s: string, day: number, before: number): Promise<number> {
  await run(`SELECT pg_advisory_xact_lock(${lockOf(s)})`);
  if (!(await daysOf({ run }, s)).includes(day)) return 0;
  const [events, attempts] = [`${s}.events_${suffixOf(day)}`, `${s}.attempts_${suffixOf(day)}`];
  const gone = await countDay({ run }, events);
  await run(`SET LOCAL lock_timeout = ${LOCK_TIMEOUT}`);
  await run(`ALTER TABLE ${s}.events DETACH PARTITION ${events}`);
  await run(`ALTER TABLE ${s}.attempts DETACH PARTITION ${attempts}`);
  const inDay = `BETWEEN '${firstId(day)}' AND '${firstId(day + DAY)}'`;
  // What is open is looked for from the queue, not asked of each event: 190 ms a day of 200,000 instead of 260.
  const kept = await run(
    `INSERT INTO ${s}.events
     SELECT * FROM ${events} e WHERE e.received_at >= $1
     UNION ALL
     SELECT e.* FROM (SELECT DISTINCT o.event FROM ${s}.deliveries o WHERE o.event ${inDay} AND ${isOwed(s, "o")}) AS owed
     JOIN ${events} e ON e.id = owed.event WHERE e.received_at < $1
     RETURNING id, source, size`,
    [before],
  );
  const ids = kept.map((row) => String(row.id));
  for (const { source, size } of kept) {
    const count = gone.get(String(source));
    if (count) Object.assign(count, { events: count.events - 1, bytes: count.bytes - Number(size) });
  }
  await run(`INSERT INTO ${s}.attempts SELECT * FROM ${attempts} WHERE event = ANY($1::uuid[])`, [ids]);
  const counts = [...gone.values()];
  await run(untallied(s), [[...gone.keys()], counts.map((count) => count.events), counts.map((count) => count.bytes)]);
  await run(bury(s, `d.event ${inDay} AND NOT d.event = ANY($1::uuid[])`), [ids]);
  await run(`DELETE FROM ${s}.repeats WHERE id ${inDay} AND NOT id = ANY($1::uuid[])`, [ids]);
  await run(`DELETE FROM ${s}.steps WHERE event ${inDay} AND NOT event = ANY($1::uuid[])`, [ids]);
  await run(`DROP TABLE ${events}, ${attempts}`);
  return counts.reduce((sum, count) => sum + count.events, 0);
}

/**
 * Deletes a slice of rows from one partition. Locked first and judged after: a replay of an event either has been
 * committed by then and is seen, or waits and finds nothing.
 */
async function sweepRows({ run }: Runner, s: string, partition: string, before: number, after: string) {
  const locked = await run(
    `SELECT id FROM ${partition} e WHERE e.received_at < $1 AND e.id > $2 AND NOT ${isOpen(s, "e.id")}
     ORDER BY e.id LIMIT ${ROWS} FOR UPDATE SKIP LOCKED`,
    [before, after],
  );
  const ids = locked.map((row) => String(row.id));
  if (ids.length === 0) return { removed: 0, last: undefined };
  const gone = await run(
    `WITH gone AS (DELETE FROM ${s}.events e WHERE e.id = ANY($1::uuid[]) AND NOT ${isOpen(s, "e.id")} RETURNING id, source, size),
     tallied AS (INSERT INTO ${s}.tallies (scope, name, events, bytes)
       SELECT 'source', source, -count(*), -sum(size) FROM gone GROUP BY source)
     SELECT id FROM gone`,
    [ids],
  );
  const removed = gone.map((row) => String(row.id));
  await run(`DELETE FROM ${s}.attempts WHERE event = ANY($1::uuid[])`, [removed]);
  await run(`DELETE FROM ${s}.repeats WHERE id = ANY($1::uuid[])`, [removed]);
  await run(`DELETE FROM ${s}.steps WHERE event = ANY($1::uuid[])`, [removed]);
  await run(bury(s, "d.event = ANY($1::uuid[])"), [removed]);
  return { removed: removed.length, last: ids.length === ROWS ? ids.at(-1) : undefined };
}

export function createPrune(db: Database) {
  const s = db.schema;
  const notes = createNotes(db);

  /** Whole days that are over by their ids. The day at the edge waits until all of it is. */
  async function pruneEvents(before: number, tell: PruneTold): Promise<number> {
    let removed = 0;
    const add = (deleted: number) => {
      removed += deleted;
      tell(deleted);
    };
    const days = await daysOf(db, s);
    for (const day of days)
      if (day + DAY <= before) add(await db.transaction((runner) => dropDay(runner, s, day, before)));
    // What stands elsewhere than its time says: ids of a clock that was wrong, days that had no partition, open ones of
    // dropped days.
    const misfits = days.filter((day) => day >= before).map((day) => `${s}.events_${suffixOf(day)}`);
    for (const partition of [`${s}.events_default`, ...misfits])
      for (let after: string | undefined = firstId(0); after !== undefined; ) {
        const from: string = after;
        const swept = await db.transaction((runner) => sweepRows(runner, s, partition, before, from));
        add(swept.removed);
        after = swept.last;
      }
    return removed;
  }

  /** A key outlives its event, and is never let go while the event is there. */
  async function pruneKeys(before: number, tell: PruneTold): Promise<number> {
    let removed = 0;
    for (;;) {
      const [{ count } = {}] = await db.run(
        `WITH gone AS (DELETE FROM ${s}.keys WHERE digest IN (
           SELECT k.digest FROM ${s}.keys k WHERE k.seen_at < $1 AND NOT EXISTS (SELECT 1 FROM ${s}.events e WHERE e.id = k.id)
           LIMIT ${ROWS} FOR UPDATE SKIP LOCKED
         ) RETURNING 1) SELECT count(*) AS count FROM gone`,
        [before],
      );
      removed += Number(count);
      tell(Number(count));
      if (Number(count) < ROWS) return removed;
    }
  }

  /** What a lane has done last is kept as long as a key. */
  async function pruneLanes(before: number): Promise<void> {
    for (;;) {
      const [{ count } = {}] = await db.run(
        `WITH gone AS (DELETE FROM ${s}.lanes WHERE lane IN (
           SELECT lane FROM ${s}.lanes WHERE event IS NULL AND at < $1 LIMIT ${ROWS} FOR UPDATE SKIP LOCKED
         ) RETURNING 1) SELECT count(*) AS count FROM gone`,
        [before],
      );
      if (Number(count) < ROWS) return;
    }
  }

  async function pruneQuarantine(before: number, tell: PruneTold): Promise<number> {
    const [{ count } = {}] = await db.run(
      `WITH gone AS (DELETE FROM ${s}.quarantine WHERE received_at < $1 RETURNING source),
       tallied AS (INSERT INTO ${s}.tallies (scope, name, quarantined) SELECT 'source', source, -count(*) FROM gone GROUP BY source)
       SELECT count(*) AS count FROM gone`,
      [before],
    );
    tell(Number(count));
    return Number(count);
  }

  return async (retention: Retention, tell: PruneTold = () => {}): Promise<Pruned> => {
    await addDays(db);
    const [{ at } = {}] = await db.run(`SELECT ${now(1)} AS at`, [db.present()]);
    const present = Number(at);
    await notes.prune(present);
    await pruneLanes(present - retention.keys);
    const events = await pruneEvents(present - retention.events, tell);
    await sweepSearch(db);
    return {
      quarantine: await pruneQuarantine(present - retention.quarantine, tell),
      events,
      keys: await pruneKeys(present - retention.keys, tell),
    };
  };
}
