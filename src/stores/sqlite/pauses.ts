import { IN_LANE, LAST_DUE, parkedAt } from "../due.ts";
import type { Pausable } from "../store.ts";
import type { Database } from "./driver.ts";

/** Deliveries made due again in one transaction: some 5 ms. */
const SLICE = 1000;

/** What is paused at present: destinations by name, and sources with the time at which their deliveries are parked. */
export interface Paused {
  readonly destinations: ReadonlySet<string>;
  readonly sources: ReadonlyMap<string, number>;
}

export const NOTHING: Paused = { destinations: new Set(), sources: new Map() };

/**
 * A paused destination is not asked for. A delivery of a paused source is parked when a claim meets it: at a time of that
 * pause's own, which is never due and by which a resume finds it again.
 */
export type Pauses = ReturnType<typeof createPauses>;

export function createPauses(db: Database) {
  const read = db.prepare("SELECT id, kind, name FROM hookinbox_pauses WHERE resuming = 0");
  const find = db.prepare("SELECT resuming FROM hookinbox_pauses WHERE kind = ? AND name = ?");
  const add = db.prepare(
    `INSERT INTO hookinbox_pauses (kind, name, at) VALUES (?, ?, ?)
     ON CONFLICT DO UPDATE SET resuming = 0, at = excluded.at`,
  );
  const end = db.prepare("UPDATE hookinbox_pauses SET resuming = 1 WHERE kind = ? AND name = ?");
  const resuming = db.prepare("SELECT id FROM hookinbox_pauses WHERE resuming = 1 LIMIT 1");
  const unpark = db.prepare(
    `UPDATE hookinbox_deliveries SET due_at = ?1 WHERE (seq, n) IN (
       SELECT seq, n FROM hookinbox_deliveries WHERE due_at = ?2 AND due_at > ${LAST_DUE} AND due_at < ${IN_LANE} ORDER BY seq, n LIMIT ${SLICE})`,
  );
  const forget = db.prepare("DELETE FROM hookinbox_pauses WHERE id = ?");

  return {
    current(): Paused {
      const rows = read.all() as { id: number; kind: string; name: string }[];
      if (rows.length === 0) return NOTHING;
      const of = (kind: string) => rows.filter((row) => row.kind === kind);
      return {
        destinations: new Set(of("destination").map(({ name }) => name)),
        sources: new Map(of("source").map(({ id, name }) => [name, parkedAt(id)])),
      };
    },
    /** `false`: it is paused already. */
    pause({ kind, name }: Pausable, now: number): boolean {
      if (find.get(kind, name)?.resuming === 0) return false;
      add.run(kind, name, now);
      return true;
    },
    /** `false`: it is not paused. What was parked is made due by `unpark`. */
    resume({ kind, name }: Pausable): boolean {
      if (find.get(kind, name)?.resuming !== 0) return false;
      end.run(kind, name);
      return true;
    },
    /** Makes a slice of what resumed sources had parked due again; `false` when nothing is left. */
    unpark(now: number): boolean {
      const id = resuming.get()?.id;
      if (id === undefined) return false;
      const { changes } = unpark.run(now, parkedAt(Number(id)));
      if (Number(changes) < SLICE) forget.run(Number(id));
      return true;
    },
  };
}
