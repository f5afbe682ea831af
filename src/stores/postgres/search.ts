import { askedFor, LOOKED_AT, wordsOf } from "../words.ts";
import type { Database, Row, Runner } from "./database.ts";
import { firstId } from "./partitions.ts";
import { lockOf } from "./schema.ts";
import { splitHeaders, toEventId } from "./text.ts";

/** How often new events are looked for, in ms; how long it rests after a slice; and after a failure. */
const EVERY = 250;
const REST = 10;
const AGAIN = 5_000;
/** Ids that one slice looks at, and events that it takes words of. */
const IDS = 5_000;
const ROWS = 200;
/** How long an event's commit may come after its id was made, in ms; all are looked through again after an hour. */
const LATE = 20_000;
const ANEW = 3_600_000;
/** How long the loop is held at a time, in ms. */
const TURN = 4;

const TOP = "ffffffff-ffff-ffff-ffff-ffffffffffff";

/** All words of a question, as a `tsquery`; `undefined`: there are none. They hold no quotation mark. */
export function matching(q: string): string | undefined {
  const words = askedFor(q);
  return words.length === 0 ? undefined : words.map((word) => `'${word}'`).join(" & ");
}

async function wordsOfAll(rows: readonly Row[]): Promise<string[]> {
  const all: string[] = [];
  let until = performance.now() + TURN;
  for (const { id, key, type, headers, body } of rows) {
    const event = { id: toEventId(id), key: key as string | null, type: String(type), body: body as Uint8Array };
    all.push(wordsOf({ ...event, headers: splitHeaders(String(headers)) }).join(" "));
    if (performance.now() < until) continue;
    await new Promise((resolve) => setImmediate(resolve));
    until = performance.now() + TURN;
  }
  return all;
}

interface Slice {
  /** Events that it took in. */
  readonly taken: number;
  /** Where to go on below; `undefined`: there is nothing more. */
  readonly bottom: string | undefined;
}

/**
 * Keeps the words of events in a table beside them, in slices, after their commit: an accept writes nothing of it. What is
 * missing is found by looking, newest first, so there is no cursor that could be wrong.
 */
export function startIndexing(db: Database): { stop(): Promise<void> } {
  const s = db.schema;

  /** `undefined`: another process is at it. */
  async function slice({ run }: Runner, floor: string, top: string): Promise<Slice | undefined> {
    const [mine] = await run(
      `SELECT pg_try_advisory_xact_lock(${lockOf(`${s}:search`)}) AS locked, set_config('synchronous_commit', 'off', true)`,
    );
    if (mine?.locked !== true) return undefined;
    const rows = await run(
      `WITH slice AS MATERIALIZED (
         SELECT id FROM ${s}.events WHERE id >= $1::uuid AND id < $2::uuid ORDER BY id DESC LIMIT ${IDS}
       ), lacks AS MATERIALIZED (
         SELECT l.id FROM slice l WHERE NOT EXISTS (SELECT 1 FROM ${s}.search w WHERE w.event = l.id) ORDER BY l.id DESC LIMIT ${ROWS}
       )
       SELECT b.looked, b.bottom, e.* FROM (
         SELECT count(*) AS looked, (SELECT id FROM slice ORDER BY id LIMIT 1) AS bottom FROM slice
       ) AS b LEFT JOIN (
         SELECT e.id, e.key, e.type, e.headers, substring(e.body FROM 1 FOR ${LOOKED_AT}) AS body
         FROM lacks l JOIN ${s}.events e ON e.id = l.id
       ) AS e ON true ORDER BY e.id DESC`,
      [floor, top],
    );
    const lacking = rows.filter((row) => row.id !== null);
    if (lacking.length > 0)
      await run(
        `INSERT INTO ${s}.search (event, words)
         SELECT u.event, array_to_tsvector(string_to_array(u.words, ' ')) FROM unnest($1::uuid[], $2::text[]) AS u (event, words)
         ON CONFLICT DO NOTHING`,
        [lacking.map(({ id }) => String(id)), await wordsOfAll(lacking)],
      );
    const looked = Number(rows[0]?.looked);
    if (lacking.length === ROWS) return { taken: ROWS, bottom: String(lacking.at(-1)?.id) };
    return { taken: lacking.length, bottom: looked < IDS ? undefined : String(rows[0]?.bottom) };
  }

  const take = (floor: string, top: string) => db.transaction((runner) => slice(runner, floor, top));

  /** What is there since `since` is looked through in each turn; what was there before, once an hour, from the top down. */
  let since = Date.now() - LATE;
  let below: string | undefined = firstId(since);
  let lookedThrough = Date.now();

  /** `true`: there is more to do. */
  async function turn(): Promise<boolean> {
    const startedAt = Date.now();
    for (let top: string | undefined = TOP; top !== undefined; ) {
      const taken: Slice | undefined = await take(firstId(since), top);
      if (!taken) return false;
      top = taken.bottom;
    }
    since = startedAt - LATE;
    if (below === undefined && startedAt - lookedThrough > ANEW) below = firstId(since);
    if (below === undefined) return false;
    const taken = await take(firstId(0), below);
    if (!taken) return false;
    below = taken.bottom;
    lookedThrough = Date.now();
    return below !== undefined;
  }

  let stopped = false;
  let working: Promise<void> | undefined;
  let timer: NodeJS.Timeout | undefined;
  function schedule(wait: number): void {
    if (stopped) return;
    timer = setTimeout(() => {
      working = turn().then(
        (more) => schedule(more ? REST : EVERY),
        () => schedule(AGAIN),
      );
    }, wait);
    timer.unref();
  }
  schedule(0);

  return {
    async stop() {
      stopped = true;
      clearTimeout(timer);
      await working;
    },
  };
}

/** Takes the words of events out that are gone, in slices. */
export async function sweepSearch(db: Database): Promise<void> {
  const s = db.schema;
  for (let from: string | undefined = firstId(0); from !== undefined; ) {
    const [row]: Row[] = await db.run(
      `WITH looked AS MATERIALIZED (SELECT event FROM ${s}.search WHERE event > $1::uuid ORDER BY event LIMIT ${IDS}),
       gone AS (DELETE FROM ${s}.search w USING looked l WHERE w.event = l.event
         AND NOT EXISTS (SELECT 1 FROM ${s}.events e WHERE e.id = l.event) RETURNING 1)
       SELECT count(*) AS looked, (SELECT event FROM looked ORDER BY event DESC LIMIT 1) AS last, (SELECT count(*) FROM gone) AS gone FROM looked`,
      [from],
    );
    from = Number(row?.looked) === IDS ? String(row?.last) : undefined;
  }
}
