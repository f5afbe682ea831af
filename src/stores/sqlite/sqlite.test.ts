import { mkdtemp, readdir, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { runStoreSuite } from "../store.suite.ts";
import { sqliteStore } from "./index.ts";

let folder: string;

runStoreSuite({
  name: "sqlite",
  create: async (clock) => {
    folder = await mkdtemp(join(tmpdir(), "hookinbox-sqlite-"));
    return sqliteStore({ path: join(folder, "inbox.db"), clock });
  },
  reopen: async (clock) => sqliteStore({ path: join(folder, "inbox.db"), clock }),
  destroy: () => rm(folder, { recursive: true, force: true }),
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
