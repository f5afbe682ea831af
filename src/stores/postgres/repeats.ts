import type { NewEvent } from "../store.ts";
import { type Database, now } from "./database.ts";
import { toUuid } from "./text.ts";

/** How often counts are written, in ms. */
const WRITE_EVERY = 500;

/** Counts repeats of events in memory, and writes the counts now and then: a repeat costs the commit path nothing. */
export function createRepeats(db: Database) {
  let counts = new Map<string, { source: string; count: number }>();
  let timer: NodeJS.Timeout | undefined;

  const sql = `
WITH input AS MATERIALIZED (SELECT * FROM unnest($1::uuid[], $2::text[], $3::bigint[]) AS i (id, source, count)),
counted AS (
  INSERT INTO ${db.schema}.repeats (id, repeats, first_at, last_at) SELECT id, count, ${now(4)}, ${now(4)} FROM input ORDER BY id
  ON CONFLICT (id) DO UPDATE SET repeats = ${db.schema}.repeats.repeats + excluded.repeats, last_at = excluded.last_at
)
INSERT INTO ${db.schema}.tallies (scope, name, repeats) SELECT 'source', source, sum(count) FROM input GROUP BY source`;

  async function write(): Promise<void> {
    clearTimeout(timer);
    timer = undefined;
    const writing = counts;
    if (writing.size === 0) return;
    counts = new Map();
    const all = [...writing.entries()];
    try {
      await db.run(sql, [
        all.map(([id]) => id),
        all.map(([, one]) => one.source),
        all.map(([, one]) => one.count),
        db.present(),
      ]);
    } catch {
      // A count is for people to see; the store has told that it is in trouble. It goes with the next ones.
      for (const [id, { source, count }] of all) note(id, source, count);
    }
  }

  function note(id: string, source: string, count: number): void {
    const before = counts.get(id)?.count ?? 0;
    counts.set(id, { source, count: before + count });
    timer ??= setTimeout(() => void write(), WRITE_EVERY).unref();
  }

  return {
    add: ({ source }: NewEvent, first: string): void => note(toUuid(first), source, 1),
    /** Writes what is left; counts that cannot be written now are lost. */
    async stop(): Promise<void> {
      await write();
      clearTimeout(timer);
    },
  };
}
