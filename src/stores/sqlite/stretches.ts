import type { Database } from "./driver.ts";
import type { Kind } from "./wire.ts";

/** Events of one stretch: some ms to look through. */
export const STRETCH = 1_024;
/**
 * Types that one stretch names. Who sends may make up as many as he likes: further ones are noted under one name, and such
 * a stretch is looked through for every type.
 */
const MOST_TYPES = 64;
const FURTHER = "";

/** What a stretch is known by. */
type By = "destination" | "source" | "type";

/** One of these names is to be in a stretch. */
export interface Sought {
  readonly kind: By;
  readonly names: readonly string[];
}

/**
 * Which sources and types stretches of the events have, and destinations that they are owed to: a row for each of them,
 * where an index would cost every accept. A list looks at these stretches alone, so it finds the few of a rare one at once.
 */
export function createStretches(db: Database) {
  const add = db.prepare("INSERT OR IGNORE INTO hookinbox_stretches (kind, name, stretch) VALUES (?, ?, ?)");
  const prune = db.prepare(
    `DELETE FROM hookinbox_stretches WHERE stretch < (SELECT min(seq) / ${STRETCH} FROM hookinbox_events)`,
  );
  /** What was written of the newest stretch: the next event seldom has anything new. */
  const written: Readonly<Record<By, Set<string>>> = { destination: new Set(), source: new Set(), type: new Set() };
  let newest = -1;
  let lastKind: Kind | undefined;

  function forget(): void {
    newest = -1;
    lastKind = undefined;
    for (const names of Object.values(written)) names.clear();
  }

  function note(by: By, name: string, seq: number): void {
    const stretch = Math.trunc(seq / STRETCH);
    if (stretch < newest) return void add.run(by, name, stretch);
    if (stretch > newest) forget();
    newest = stretch;
    const names = written[by];
    if (names.has(name)) return;
    const noted = by === "type" && names.size >= MOST_TYPES ? FURTHER : name;
    if (names.has(noted)) return;
    add.run(by, noted, stretch);
    names.add(noted);
  }

  return {
    note,
    /** Notes an event by all that it is known by. */
    noteEvent(kind: Kind, seq: number): void {
      if (kind === lastKind && Math.trunc(seq / STRETCH) === newest) return;
      note("source", kind.source, seq);
      note("type", kind.type, seq);
      for (const destination of kind.destinations) note("destination", destination, seq);
      lastKind = kind;
    },
    prune: () => void prune.run(),
    rolledBack: forget,
  };
}

export type Stretches = ReturnType<typeof createStretches>;

/** Finds stretches again, from the newest down. */
export function createStretchesBelow(db: Database) {
  const last = db.prepare(
    "SELECT max(stretch) AS stretch FROM hookinbox_stretches WHERE kind = ? AND name = ? AND stretch <= ?",
  );
  const named = db.prepare(
    `WITH RECURSIVE names (name) AS (
       SELECT min(name) FROM hookinbox_stretches WHERE kind = 'type' AND name >= ?1
       UNION ALL
       SELECT (SELECT min(name) FROM hookinbox_stretches WHERE kind = 'type' AND name > names.name)
       FROM names WHERE substr(names.name, 1, ?2) = ?1 LIMIT ${MOST_TYPES + 2}
     )
     SELECT name FROM names WHERE substr(name, 1, ?2) = ?1`,
  );

  const lastOf = ({ kind, names }: Sought, most: number): number =>
    Math.max(...names.map((name) => Number(last.get(kind, name, most)?.stretch ?? -1)));

  return {
    /** Where events of a type, or of those that begin as it does, can be; `undefined`: in too many kinds to be asked for. */
    ofType(type: string): Sought | undefined {
      if (!type.endsWith("*")) return { kind: "type", names: [type, FURTHER] };
      const start = type.slice(0, -1);
      const rows = named.all(start, [...start].length);
      if (rows.length > MOST_TYPES) return undefined;
      return { kind: "type", names: [...rows.map(({ name }) => String(name)), FURTHER] };
    },
    /** Below which `seq` the next stretch begins that has all that is sought, at or below another; 0: there is none. */
    below(sought: readonly Sought[], above: number): number {
      let stretch = Math.trunc((above - 1) / STRETCH);
      for (;;) {
        const lowest = sought.reduce((most, one) => lastOf(one, most), stretch);
        if (lowest < 0) return 0;
        if (lowest === stretch) return Math.min(above, (stretch + 1) * STRETCH);
        stretch = lowest;
      }
    },
  };
}
