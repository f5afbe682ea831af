import type { Database } from "./driver.ts";

/** Counts repeats of events in memory, and writes the counts now and then: a repeat costs the commit path nothing. */
export function createRepeats(db: Database) {
  const insert = db.prepare(
    `INSERT INTO hookinbox_repeats (id, repeats, first_at, last_at) VALUES (?1, ?2, ?3, ?3)
     ON CONFLICT DO UPDATE SET repeats = repeats + excluded.repeats, last_at = excluded.last_at`,
  );
  let counts = new Map<string, number>();
  let written = false;

  return {
    add: (id: string): void => void counts.set(id, (counts.get(id) ?? 0) + 1),
    waiting: (): boolean => counts.size > 0,
    /** Told to half a second, as they are written together. */
    write: (now: number): void => {
      for (const [id, count] of counts) insert.run(id, count, now);
      written = true;
    },
    committed: (): void => {
      if (written) counts = new Map();
      written = false;
    },
    rolledBack: (): void => {
      written = false;
    },
  };
}
