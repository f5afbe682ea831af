import { createBulkInsert } from "./bulk-insert.ts";
import type { Database } from "./driver.ts";
import { createSortedRuns, type SortedRuns } from "./sorted-runs.ts";

/**
 * Keys are random, so an index of them on disk costs a page of its own (4 KiB of WAL) for each event: measured, 15 of the
 * 37 µs of an insert. So the newest keys are held in memory, and go to the table in sorted bulk, many to a page. They are
 * durable all the while: each stands in its event's row, and the tail of those rows is read again at start.
 *
 * The events with seq up to `merged_seq` have their keys in the table; those after it are in memory.
 */
const GENERATION = 32_768;
/**
 * Keys merged in one transaction: about 1 ms of work, or twice those that it adds, so that merging outruns whatever load.
 * (With a fixed slice, a thousand senders at once left 950,000 of a million keys in memory.)
 */
const SLICE = 256;
const OUTRUN = 2;

interface Held {
  readonly id: string;
  readonly seenAt: number;
}

/** Keys that are held in memory, and the events whose they are. */
interface Generation {
  readonly held: Map<string, Held>;
  readonly order: SortedRuns;
}

export interface KeyGate {
  /** Takes in what other processes have committed. Call first in each write transaction. */
  catchUp(): void;
  /**
   * Looks for the keys of a batch, in memory and in the table; what `find` and `add` are given is a place in it. One
   * statement for each source, as crossing into SQLite costs more than the look-up: measured, 1 µs a key, where asking for
   * each by itself takes 6.
   */
  lookUp(sources: readonly string[], keys: readonly (string | null)[]): void;
  /** The id of the event that has this key. */
  find(place: number): string | undefined;
  /** The seq of the next event: one more than any that was ever given, also when all events have been pruned. */
  nextSeq(): number;
  /** Notes that this key is an event's of this transaction. */
  add(place: number, id: string, seenAt: number): void;
  /** Moves a slice of the older generation to the table, inside the transaction; with `all`, everything. */
  merge(all?: boolean): void;
  /** Up to here no key is in memory alone, so events may be deleted. */
  mergedSeq(): number;
  committed(): void;
  rolledBack(): void;
}

export function createKeyGate(db: Database): KeyGate {
  const select = db.prepare(
    `SELECT k.key, k.id FROM json_each(?2) AS asked
     CROSS JOIN hookinbox_keys k ON k.source = ?1 AND k.key = asked.value`,
  );
  const inserts = createBulkInsert(db, "hookinbox_keys (source, key, id, seen_at)", 4, "INSERT OR IGNORE");
  const readMerged = db.prepare("SELECT value FROM hookinbox_meta WHERE name = 'merged_seq'");
  const writeMerged = db.prepare(
    `INSERT INTO hookinbox_meta (name, value) VALUES ('merged_seq', ?)
     ON CONFLICT DO UPDATE SET value = max(value, excluded.value)`,
  );
  const tail = db.prepare("SELECT seq, source, key, id, received_at FROM hookinbox_events WHERE seq > ? ORDER BY seq");
  const dataVersion = db.prepare("PRAGMA data_version");

  const nameOf = (source: string, key: string) => `${source}\n${key}`;
  const generation = (): Generation => ({ held: new Map(), order: createSortedRuns() });
  let fresh = generation();
  /** The generation that is being merged; its last event. */
  let old: (Generation & { readonly upTo: number; left: number }) | undefined;
  let lastSeq = Number(readMerged.get()?.value ?? 0);
  let seenVersion = -1;
  let mergedSeq = lastSeq;
  // What this transaction has done. Its keys are held only once it is committed: a key that is rolled back and yet held
  // would make the resend a duplicate of nothing.
  const pending = new Map<string, Held>();
  /** The batch that was looked up last: each key's name, made once as hashing it is most of what a look costs, and whose it is. */
  let names: (string | null)[] = [];
  let owners: (string | undefined)[] = [];
  let merged: string[] = [];
  let seqBefore = lastSeq;

  const inMemory = (name: string) => fresh.held.get(name) ?? old?.held.get(name);

  /** The ids that the table has, by the keys' names. */
  function inTable(asked: ReadonlyMap<string, readonly string[]>): Map<string, string> {
    const stored = new Map<string, string>();
    for (const [source, keys] of asked)
      for (const { key, id } of select.all(source, JSON.stringify(keys)) as Record<string, string>[])
        stored.set(nameOf(source, key!), id!);
    return stored;
  }

  function hold(name: string, held: Held): void {
    fresh.held.set(name, held);
    fresh.order.add(name);
  }

  function freeze(upTo: number): void {
    old = { ...fresh, upTo, left: fresh.held.size };
    fresh = generation();
  }

  function mergeSlice(from: NonNullable<typeof old>): void {
    const most = Math.max(SLICE, pending.size * OUTRUN);
    inserts.clear();
    for (let i = 0; i < most; i++) {
      const name = from.order.take();
      if (name === undefined) break;
      const { id, seenAt } = from.held.get(name)!;
      const cut = name.indexOf("\n");
      inserts.add(name.slice(0, cut), name.slice(cut + 1), id, seenAt);
      merged.push(name);
      from.left -= 1;
    }
    inserts.flush();
    if (from.left === 0) writeMerged.run(from.upTo);
  }

  return {
    catchUp() {
      const version = Number(dataVersion.get()?.data_version);
      if (version !== seenVersion)
        for (const row of tail.iterate(lastSeq) as Iterable<Record<string, string | number | null>>) {
          lastSeq = Number(row.seq);
          if (row.key !== null)
            hold(nameOf(String(row.source), String(row.key)), { id: String(row.id), seenAt: Number(row.received_at) });
        }
      seenVersion = version;
      seqBefore = lastSeq;
    },
    lookUp(sources, keys) {
      names = keys.map((key, i) => (key === null ? null : nameOf(sources[i]!, key)));
      owners = names.map((name) => (name === null ? undefined : inMemory(name)?.id));
      const asked = new Map<string, string[]>();
      for (const [i, key] of keys.entries()) {
        if (key === null || owners[i] !== undefined) continue;
        const of = asked.get(sources[i]!);
        if (of) of.push(key);
        else asked.set(sources[i]!, [key]);
      }
      const stored = inTable(asked);
      if (stored.size > 0) owners = names.map((name, i) => owners[i] ?? (name === null ? undefined : stored.get(name)));
    },
    find(place) {
      const name = names[place]!;
      return name === null ? undefined : (owners[place] ?? pending.get(name)?.id);
    },
    nextSeq: () => ++lastSeq,
    add(place, id, seenAt) {
      const name = names[place]!;
      if (name !== null) pending.set(name, { id, seenAt });
    },
    merge(all = false) {
      // Also where no event had a key: what stands below may be pruned.
      if (all && !old) freeze(seqBefore);
      do {
        if (old && old.left > 0) mergeSlice(old);
      } while (all && old && old.left > 0);
    },
    mergedSeq: () => (old?.left === 0 ? old.upTo : mergedSeq),
    committed() {
      for (const [name, held] of pending) hold(name, held);
      pending.clear();
      merged = [];
      if (old?.left === 0) {
        mergedSeq = old.upTo;
        old = undefined;
      }
      if (!old && fresh.held.size >= GENERATION) freeze(lastSeq);
    },
    rolledBack() {
      pending.clear();
      if (old && merged.length > 0) {
        old.order.restore(merged);
        old.left += merged.length;
      }
      merged = [];
      lastSeq = seqBefore;
    },
  };
}
