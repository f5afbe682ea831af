import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
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
