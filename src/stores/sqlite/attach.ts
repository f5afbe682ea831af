import { statSync } from "node:fs";
import type { Database } from "./driver.ts";

/**
 * Attaches the index of words as `search`, once somebody looks for words; whether there is one. It is made by another thread
 * or process, later than this connection or anew: who stays with a file that was taken away finds nothing new in it.
 */
export function createAttached(db: Database, path: string | undefined): () => boolean {
  let attached: number | undefined;

  function detach(): void {
    if (attached !== undefined) db.exec("DETACH search");
    attached = undefined;
  }

  return () => {
    const file = path === undefined ? undefined : statSync(path, { throwIfNoEntry: false });
    if (attached !== undefined && attached === file?.ino) return true;
    detach();
    if (path === undefined || file === undefined) return false;
    db.prepare("ATTACH ? AS search").run(path);
    attached = file.ino;
    if (db.prepare("SELECT 1 FROM search.sqlite_schema WHERE name = 'words'").get()) return true;
    detach();
    return false;
  };
}
