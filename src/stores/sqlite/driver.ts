import { closeSync, openSync } from "node:fs";
import { createRequire } from "node:module";
import type { DatabaseSync } from "@photostructure/sqlite";
import { HookinboxError } from "../../errors.ts";
import { refuseNewer } from "../tables.ts";
import { SCHEMA_VERSION, schemaVersion } from "./schema.ts";

export type Database = InstanceType<typeof DatabaseSync>;

/** Below it a WAL that is reset while another connection reads can lose committed pages (https://sqlite.org/wal.html, "WAL-reset bug"). */
const OLDEST_SQLITE = [3, 51, 3] as const;
/** How long a connection waits for another process to let go of the file, in ms. */
const BUSY_TIMEOUT = 5000;

const require = createRequire(import.meta.url);

type Driver = { DatabaseSync: new (path: string, options?: object) => Database };

function isRecent(version: string): boolean {
  const parts = version.split(".").map(Number);
  for (const [i, least] of OLDEST_SQLITE.entries()) if (parts[i] !== least) return (parts[i] ?? 0) > least;
  return true;
}

/** Before it, `node:sqlite` prints a warning that it is experimental, in each of our threads. */
const SETTLED_IN_NODE = 24;

/** The runtime's own SQLite where it is settled and recent enough, else the packaged one: the same interface. */
function findDriver(): Driver {
  const { sqlite, node } = process.versions;
  if (sqlite && isRecent(sqlite) && Number.parseInt(node, 10) >= SETTLED_IN_NODE)
    return require("node:sqlite") as Driver;
  return require("@photostructure/sqlite") as Driver;
}

let driver: Driver | undefined;

function connect(path: string, readOnly: boolean): Database {
  driver ??= findDriver();
  const db = new driver.DatabaseSync(path, { readOnly });
  const version = String(db.prepare("SELECT sqlite_version() AS version").get()?.version);
  if (!isRecent(version))
    throw new HookinboxError("STORE_UNSAFE", `SQLite ${version} is older than ${OLDEST_SQLITE.join(".")}`);
  db.exec(`PRAGMA busy_timeout = ${BUSY_TIMEOUT}`);
  return db;
}

/** The connection that writes: WAL, and each commit flushed before it returns. */
export function openWriter(path: string): Database {
  keepPrivate(path);
  const db = connect(path, false);
  db.exec(
    "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 0; PRAGMA cache_size = -16000",
  );
  refuseNewer(path, schemaVersion(db), SCHEMA_VERSION);
  return db;
}

/** A new file is for this user alone, as it holds bodies; SQLite gives -wal and -shm the same permissions. */
function keepPrivate(path: string): void {
  try {
    closeSync(openSync(path, "wx", 0o600));
  } catch {
    // There already, or not to be made: opening it says what is wrong.
  }
}

/** A write, of no meaning. Without one a file that may only be read is opened, locked and "migrated" without an error. */
export function checkWritable(db: Database): void {
  db.exec("INSERT OR REPLACE INTO hookinbox_meta (name, value) VALUES ('probe', 1)");
}

/** Reads back what the guarantee rests on, after the first write: a file system or a wrapper may have refused it. */
export function checkDurable(db: Database): void {
  const mode = db.prepare("PRAGMA journal_mode").get()?.journal_mode;
  const synchronous = Number(db.prepare("PRAGMA synchronous").get()?.synchronous);
  if (mode !== "wal" || synchronous < 2)
    throw new HookinboxError(
      "STORE_UNSAFE",
      `journal_mode is ${mode}, synchronous is ${synchronous}; wal and 2 (FULL) are needed`,
    );
}

/** The index of words: lost in a power cut it is made again, so only checkpoints are flushed. */
export function openIndex(path: string): Database {
  keepPrivate(path);
  const db = connect(path, false);
  db.exec(
    "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA wal_autocheckpoint = 4000; PRAGMA cache_size = -16000",
  );
  return db;
}

/** A connection that only looks. */
export function openReader(path: string): Database {
  const db = connect(path, true);
  db.exec("PRAGMA cache_size = -8000");
  return db;
}

/**
 * A connection to a store's file for your own tables beside it, shaped as `node:sqlite`'s `DatabaseSync`. It flushes each
 * commit, and leaves checkpoints to the store.
 *
 * Use it, and no SQLite package of your own, in a process that has an inbox on the file: two copies of SQLite in one process
 * undo each other's locks (https://sqlite.org/howtocorrupt.html, 2.2.1).
 *
 * @example const db = openBeside("./hookinbox.db");
 */
export function openBeside(path: string): Database {
  const db = connect(path, false);
  db.exec("PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 0");
  return db;
}
