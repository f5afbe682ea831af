import type { Database } from "./driver.ts";

/**
 * Keys are random, so an index of them on disk costs a page of its own (4 KiB of WAL) for each event: measured, 15 of the
 * 37 µs of an insert. So the newest keys are held in memory, and go to the table in sorted bulk, many to a page. They are
 * durable all the while: each stands in its event's row, and the tail of those rows is read again at start.
 *
 * The events with seq up to `merged` have their keys in the table; those after it are in memory.
 */
const GENERATION = 32_768;
/** Keys merged in one transaction while there is other work: about 1 ms. */
const SLICE = 256;

interface Held {
  readonly id: string;
  readonly seenAt: number;
}

export interface KeyGate {
  /** Takes in what other processes have committed. Call first in each write transaction. */
  catchUp(): void;
  /** The id of the event that has this key. */
  find(source: string, key: string): string | undefined;
  /** The seq of the next event: one more than any that was ever given, also when all events have been pruned. */
  nextSeq(): number;
  /** Notes a key of this transaction's event. */
  add(source: string, key: string, id: string, seenAt: number): void;
  /** Moves a slice of an old generation to the table, inside the transaction; all of it when `all`. */
  merge(all?: boolean): void;
  committed(): void;
  rolledBack(): void;
}

export function createKeyGate(db: Database): KeyGate {
  const select = db.prepare("SELECT id FROM hookinbox_keys WHERE source = ? AND key = ?");
  const insert = db.prepare("INSERT OR IGNORE INTO hookinbox_keys (source, key, id, seen_at) VALUES (?, ?, ?, ?)");
  const readMerged = db.prepare("SELECT value FROM hookinbox_meta WHERE name = 'merged_seq'");
  const writeMerged = db.prepare(
    `INSERT INTO hookinbox_meta (name, value) VALUES ('merged_seq', ?)
     ON CONFLICT DO UPDATE SET value = max(value, excluded.value)`,
  );
  const tail = db.prepare("SELECT seq, source, key, id, received_at FROM hookinbox_events WHERE seq > ? ORDER BY seq");
  const dataVersion = db.prepare("PRAGMA data_version");

  const nameOf = (source: string, key: string) => `${source}\n${key}`;
  let fresh = new Map<string, Held>();
  let frozen = new Map<string, Held>();
  let sorted: string[] = [];
  let position = 0;
  let frozenUpTo = 0;
  let lastSeq = Number(readMerged.get()?.value ?? 0);
  let seenVersion = -1;
  let added: string[] = [];
  let before = { position: 0, lastSeq };

  function freeze(): void {
    frozen = fresh;
    fresh = new Map();
    sorted = [...frozen.keys()].sort();
    position = 0;
    frozenUpTo = lastSeq;
    before.position = 0;
  }

  function mergeSlice(): void {
    const end = Math.min(position + SLICE, sorted.length);
    for (; position < end; position++) {
      const name = sorted[position]!;
      const { id, seenAt } = frozen.get(name)!;
      const cut = name.indexOf("\n");
      insert.run(name.slice(0, cut), name.slice(cut + 1), id, seenAt);
    }
    if (position === sorted.length) writeMerged.run(frozenUpTo);
  }

  const isMerging = () => sorted.length > 0 && position < sorted.length;

  return {
    catchUp() {
      before = { position, lastSeq };
      const version = Number(dataVersion.get()?.data_version);
      if (version === seenVersion) return;
      for (const row of tail.iterate(lastSeq) as Iterable<Record<string, string | number | null>>) {
        lastSeq = Number(row.seq);
        if (row.key === null) continue;
        fresh.set(nameOf(String(row.source), String(row.key)), { id: String(row.id), seenAt: Number(row.received_at) });
      }
      before.lastSeq = lastSeq;
      seenVersion = version;
    },
    find(source, key) {
      const name = nameOf(source, key);
      return (fresh.get(name) ?? frozen.get(name))?.id ?? (select.get(source, key)?.id as string | undefined);
    },
    nextSeq: () => ++lastSeq,
    add(source, key, id, seenAt) {
      const name = nameOf(source, key);
      fresh.set(name, { id, seenAt });
      added.push(name);
    },
    merge(all = false) {
      if (all && !isMerging() && fresh.size > 0) freeze();
      do {
        if (isMerging()) mergeSlice();
      } while (all && isMerging());
    },
    committed() {
      added = [];
      if (sorted.length > 0 && position === sorted.length) {
        frozen = new Map();
        sorted = [];
        position = 0;
      }
      if (fresh.size >= GENERATION && sorted.length === 0) freeze();
    },
    rolledBack() {
      for (const name of added) fresh.delete(name);
      added = [];
      ({ position, lastSeq } = before);
    },
  };
}
