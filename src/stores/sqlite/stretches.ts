import type { Database } from "./driver.ts";

/** Events of one stretch: some ms to look through. */
export const STRETCH = 1_024;

/**
 * In which stretches of the events a destination has a delivery: a row for each of them, where an index would cost every
 * delivery. A list of a destination's events looks at these alone, so it finds the few of a rare one at once.
 */
export function createStretches(db: Database) {
  const add = db.prepare("INSERT OR IGNORE INTO hookinbox_stretches (destination, stretch) VALUES (?, ?)");
  const prune = db.prepare(
    `DELETE FROM hookinbox_stretches WHERE stretch < (SELECT min(seq) / ${STRETCH} FROM hookinbox_events)`,
  );
  /** The one that was written last, for each destination: the next event is in it too, but for one in a thousand. */
  const last = new Map<string, number>();

  return {
    note(destination: string, seq: number): void {
      const stretch = Math.trunc(seq / STRETCH);
      if (last.get(destination) === stretch) return;
      add.run(destination, stretch);
      last.set(destination, stretch);
    },
    prune: () => void prune.run(),
    rolledBack: () => last.clear(),
  };
}

export type Stretches = ReturnType<typeof createStretches>;

/** Below which `seq` the next deliveries of a destination are, at or below another; 0: there are none. */
export function createStretchesBelow(db: Database): (destination: string, above: number) => number {
  const below = db.prepare(
    "SELECT max(stretch) AS stretch FROM hookinbox_stretches WHERE destination = ? AND stretch <= ?",
  );
  return (destination, above) => {
    const found = below.get(destination, Math.trunc((above - 1) / STRETCH))?.stretch;
    return typeof found === "number" ? Math.min(above, (found + 1) * STRETCH) : 0;
  };
}
