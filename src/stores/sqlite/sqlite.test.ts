import { mkdtemp, readdir, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { SqliteTransaction } from "../../destinations/handler.ts";
import { newEventId } from "../../ids.ts";
import { runStoreSuite } from "../store.suite.ts";
import type { EventQuery } from "../store.ts";
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

test("a file from before sources and types were noted, and the open counted, has it all", async () => {
  const own = await mkdtemp(join(tmpdir(), "hookinbox-sqlite-"));
  const path = join(own, "inbox.db");
  const open = async () => {
    const store = sqliteStore({ path });
    await store.open();
    return store;
  };
  const before = await open();
  const made = Array.from({ length: 3000 }, (_, i) => ({
    id: newEventId(),
    source: i === 9 ? "rare" : "github",
    key: null,
    type: i === 2100 ? "rare.type" : `type.${i % 100}`,
    headers: [],
    body: Buffer.from("{}"),
    receivedAt: Date.now(),
    destinations: i === 9 ? ["rare/*"] : [],
  }));
  await before.accept(made);
  await before.close();
  const db = openBeside(path);
  db.exec(`CREATE TABLE narrow (destination TEXT NOT NULL, stretch INTEGER NOT NULL, PRIMARY KEY (destination, stretch)) STRICT, WITHOUT ROWID;
    INSERT INTO narrow SELECT name, stretch FROM hookinbox_stretches WHERE kind = 'destination';
    DROP TABLE hookinbox_stretches; ALTER TABLE narrow RENAME TO hookinbox_stretches;
    DELETE FROM hookinbox_counters WHERE counter = 'open';
    UPDATE hookinbox_meta SET value = value - 1 WHERE name = 'schema'`);
  db.close();
  const after = await open();
  const listed = async (query: EventQuery) => (await after.list(query)).items.map(({ id }) => id);
  expect(await listed({ source: "rare" })).toEqual([made[9]!.id]);
  expect(await listed({ destination: "rare/*" })).toEqual([made[9]!.id]);
  expect(await listed({ type: "rare.type" })).toEqual([made[2100]!.id]);
  expect(await listed({ type: "type.99", limit: 1000 })).toHaveLength(30);
  expect((await after.stats()).destinations).toMatchObject([{ destination: "rare/*", pending: 1 }]);
  await after.close();
  await rm(own, { recursive: true });
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
