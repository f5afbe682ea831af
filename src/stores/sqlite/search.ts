import { rmSync } from "node:fs";
import { isHookinboxError } from "../../errors.ts";
import { LOOKED_AT, wordsOf } from "../words.ts";
import { type Database, openIndex } from "./driver.ts";
import { toStoreError } from "./failure.ts";
import { splitHeaders } from "./wire.ts";

/**
 * The index of words stands in a file of its own, beside the store's: another thread writes it without the store's write
 * lock, its flushes are nobody's answer, and when it is lost it is made again.
 */
export const indexPath = (path: string): string => `${path}-search`;

/** Another layout of the file is another number; then it is made anew. */
const LAYOUT = 1;
/** How long one slice reads and writes, in ms, and how many events it takes at most. */
const SLICE_MS = 25;
const ROWS = 500;

const TABLES = `
  -- Which events have which words, by their seq: no text, no places.
  CREATE VIRTUAL TABLE IF NOT EXISTS words USING fts5 (word, content = '', contentless_delete = 1, detail = none, tokenize = 'ascii');
  -- Events from low to high are in it; id is that of high, by which the store is known.
  CREATE TABLE IF NOT EXISTS reach (one INTEGER PRIMARY KEY CHECK (one = 1), low INTEGER NOT NULL, high INTEGER NOT NULL, id TEXT) STRICT;
  PRAGMA user_version = ${LAYOUT};
`;

class OtherLayout extends Error {}

function openTables(path: string): Database {
  const db = openIndex(path);
  try {
    const version = Number(db.prepare("PRAGMA user_version").get()?.user_version);
    if (version !== 0 && version !== LAYOUT) throw new OtherLayout(`its layout is ${version}`);
    db.exec(TABLES);
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

/**
 * The index of a store's file, new where there is none, or none that can be used. One that is only locked is somebody's: taken
 * away, it would leave them with a file that nobody writes.
 */
export function openSearch(storePath: string): Database {
  const path = indexPath(storePath);
  try {
    return openTables(path);
  } catch (error) {
    const isSpent = error instanceof OtherLayout || isCorrupt(error, path);
    if (!isSpent) throw error;
    for (const suffix of ["", "-wal", "-shm"]) rmSync(path + suffix, { force: true });
    return openTables(path);
  }
}

const isCorrupt = (error: unknown, path: string): boolean => {
  const failure = toStoreError(error, path);
  return isHookinboxError(failure) && failure.code === "STORE_CORRUPT";
};

interface Reach {
  readonly low: number;
  readonly high: number;
  readonly id: string | null;
}

interface Row {
  readonly seq: number;
  readonly id: string;
  readonly key: string | null;
  readonly type: string;
  readonly headers: Uint8Array | null;
  readonly body: Uint8Array | null;
}

const NOTHING = new Uint8Array();

/** Brings the index to where the store is, a slice at a time: what is new first, then what was there before, newest first. */
export function createIndexing(store: Database, index: Database) {
  const rows = (side: string, order: string) =>
    store.prepare(
      `SELECT e.seq, e.id, e.key, e.type, p.headers, substr(p.body, 1, ${LOOKED_AT}) AS body FROM hookinbox_events e
       LEFT JOIN hookinbox_payloads p ON p.seq = e.seq WHERE e.seq ${side} ? ORDER BY e.seq ${order} LIMIT ${ROWS}`,
    );
  const [newer, older] = [rows(">", "ASC"), rows("<", "DESC")];
  const newest = store.prepare("SELECT seq, id FROM hookinbox_events ORDER BY seq DESC LIMIT 1");
  const idOf = store.prepare("SELECT id FROM hookinbox_events WHERE seq = ?");
  const readReach = index.prepare("SELECT low, high, id FROM reach");
  const writeReach = index.prepare("INSERT OR REPLACE INTO reach (one, low, high, id) VALUES (1, ?, ?, ?)");
  const add = index.prepare("INSERT INTO words (rowid, word) VALUES (?, ?)");
  const some = index.prepare(`SELECT id AS seq FROM words_docsize WHERE id > ? ORDER BY id LIMIT ${ROWS}`);
  const remove = index.prepare("DELETE FROM words WHERE rowid = ?");

  function transact<T>(work: () => T): T {
    index.exec("BEGIN IMMEDIATE");
    try {
      const result = work();
      index.exec("COMMIT");
      return result;
    } catch (error) {
      if (index.isTransaction) index.exec("ROLLBACK");
      throw error;
    }
  }

  /** Where the index stands. A store that was put back from a backup gives its numbers to other events: then it starts anew. */
  function reach(): Reach {
    const last = newest.get() as { seq: number; id: string } | undefined;
    const known = readReach.get() as Reach | undefined;
    const there = known && known.id !== null ? (idOf.get(known.high)?.id as string | undefined) : undefined;
    const isOther = known !== undefined && (there ?? known.id) !== known.id;
    if (known && !isOther && (last === undefined || last.seq >= known.high || there !== undefined)) return known;
    if (known) index.exec("INSERT INTO words (words) VALUES ('delete-all')");
    return { low: (last?.seq ?? 0) + 1, high: last?.seq ?? 0, id: last?.id ?? null };
  }

  function take(statement: typeof newer, from: number): Row[] {
    const until = performance.now() + SLICE_MS;
    const taken: Row[] = [];
    for (const row of statement.iterate(from) as Iterable<unknown> as Iterable<Row>) {
      const headers = splitHeaders(row.headers ?? NOTHING);
      add.run(row.seq, wordsOf({ ...row, headers, body: row.body ?? NOTHING }).join(" "));
      taken.push({ ...row, headers: null, body: null });
      if (performance.now() > until) break;
    }
    return taken;
  }

  let looked = -1;
  return {
    /** One slice; `false`: there was nothing to do. */
    slice(): boolean {
      const top = Number(newest.get()?.seq ?? 0);
      if (top === looked) return false;
      return transact(() => {
        const at = reach();
        const above = take(newer, at.high);
        const below = above.length > 0 ? [] : take(older, at.low);
        const [last, first] = [above.at(-1), below.at(-1)];
        writeReach.run(first?.seq ?? at.low, last?.seq ?? at.high, last?.id ?? at.id);
        if (above.length + below.length > 0) return true;
        looked = top;
        return false;
      });
    },
    /** Takes the words of events out that are gone, from a `seq` on; where to go on, `undefined` at the end. */
    sweep(from: number): number | undefined {
      const seqs = some.all(from).map(({ seq }) => Number(seq));
      const gone = seqs.filter((seq) => idOf.get(seq) === undefined);
      if (gone.length > 0)
        transact(() => {
          for (const seq of gone) remove.run(seq);
        });
      return seqs.length === ROWS ? seqs.at(-1) : undefined;
    },
  };
}
