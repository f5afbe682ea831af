import type { Look } from "../store.ts";
import { refuseOther } from "../tables.ts";
import { createArchive } from "./archive.ts";
import { openReader } from "./driver.ts";
import { toStoreError } from "./failure.ts";
import { SCHEMA_VERSION, schemaVersion } from "./schema.ts";
import { indexPath } from "./search.ts";

/**
 * A store's file for looking only, beside whatever else has it open: one connection that cannot write, on the caller's
 * thread. A question holds that thread up, so this is for commands, and a server has its reader.
 *
 * @throws HookinboxError `STORE_OLDER`, `STORE_NEWER`, and what else an open can end with
 */
export function sqliteLook({ path, search = false }: { readonly path: string; readonly search?: boolean }): Look {
  function own<T>(look: () => T): T {
    try {
      return look();
    } catch (error) {
      throw toStoreError(error, path);
    }
  }

  const db = own(() => openReader(path));
  const archive = own(() => {
    try {
      refuseOther(path, schemaVersion(db), SCHEMA_VERSION);
      return createArchive(db, search ? indexPath(path) : undefined);
    } catch (error) {
      db.close();
      throw error;
    }
  });

  return {
    name: `sqlite:${path}`,
    list: async (query) => own(() => archive.list(query)),
    get: async (id) => own(() => archive.get(id)),
    body: async (id) => own(() => archive.body(id)),
    quarantined: async (query) => own(() => archive.quarantined(query)),
    quarantinedOne: async (id) => own(() => archive.quarantinedOne(id)),
    stats: async () => own(archive.stats),
    instances: async () => own(() => archive.instances({ now: Date.now() })),
    close: async () => db.close(),
  };
}
