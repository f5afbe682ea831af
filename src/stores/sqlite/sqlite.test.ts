import { mkdtemp, readdir, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { SqliteTransaction } from "../../destinations/handler.ts";
import { runStoreSuite } from "../store.suite.ts";
import { type Database, openBeside } from "./driver.ts";
import { sqliteStore } from "./index.ts";

let folder: string;

/** On a connection of the app's own to the same file, of the store's SQLite: two copies of it in one process undo each other's locks. */
function beside<T>(work: (db: Database) => T): T {
  const db = openBeside(join(folder, "inbox.db"));
  try {
    return work(db);
  } finally {
    db.close();
  }
}

runStoreSuite({
  name: "sqlite",
  search: true,
  create: async (clock, options) => {
    folder = await mkdtemp(join(tmpdir(), "hookinbox-sqlite-"));
    return sqliteStore({ path: join(folder, "inbox.db"), clock, ...options });
  },
  reopen: async (clock, options) => sqliteStore({ path: join(folder, "inbox.db"), clock, ...options }),
  indexed: async () => {
    const db = openBeside(join(folder, "inbox.db-search"));
    const count = Number(db.prepare("SELECT count(*) AS n FROM words_docsize").get()?.n);
    db.close();
    return count;
  },
  destroy: () => rm(folder, { recursive: true, force: true }),
  words: {
    create: async () => beside((db) => db.exec("CREATE TABLE words (word TEXT NOT NULL)")),
    write: (tx, word) => (tx as SqliteTransaction).prepare("INSERT INTO words VALUES (?)").run(word),
    read: async () =>
      beside((db) =>
        db
          .prepare("SELECT word FROM words")
          .all()
          .map((row) => String(row.word)),
      ),
  },
});

test("a new file can be read by its owner alone, and so can what stands beside it", async () => {
  const own = await mkdtemp(join(tmpdir(), "hookinbox-sqlite-"));
  const store = sqliteStore({ path: join(own, "inbox.db") });
  await store.open();
  for (const name of await readdir(own))
    expect([name, (await stat(join(own, name))).mode & 0o777]).toEqual([name, 0o600]);
  await store.close();
  await rm(own, { recursive: true });
});
