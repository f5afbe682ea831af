import type { Look } from "../store.ts";
import { createArchive } from "./archive.ts";
import { connect, type PostgresOptions, startingUp } from "./connect.ts";
import { createDatabase } from "./database.ts";
import { createInstances } from "./instances.ts";
import { checkTables } from "./schema.ts";
import { readStats } from "./stats.ts";

/**
 * A schema for looking only: nothing is written, so a standby will do.
 *
 * @throws HookinboxError `STORE_OLDER`, `STORE_NEWER`, and what else an open can end with
 */
export async function postgresLook(options: PostgresOptions): Promise<Look> {
  const { pool, name, schema, end } = await connect(options);
  const db = createDatabase({ pool, name, schema, failed: () => {} });
  const close = () => end().catch(() => {});
  try {
    await startingUp(name, () => checkTables(db));
  } catch (error) {
    await close();
    throw error;
  }
  const { list, get, body, quarantined, quarantinedOne } = createArchive(db, options.search ?? false);
  const { list: instances } = createInstances(db);
  return { name, list, get, body, quarantined, quarantinedOne, stats: () => readStats(db), instances, close };
}
