import { ALIVE_FOR, type Instance, REMEMBERED_FOR, type SeenInstance } from "../store.ts";
import type { Database } from "./driver.ts";

/** Processes on the file, a row each: what they told of themselves, and when. */
export function createInstances(db: Database) {
  const note = db.prepare("INSERT OR REPLACE INTO hookinbox_instances (id, seen_at, told) VALUES (?, ?, ?)");
  const forget = db.prepare("DELETE FROM hookinbox_instances WHERE id = ? OR seen_at <= ?");

  return {
    present(instance: Instance, now: number): void {
      forget.run("", now - REMEMBERED_FOR);
      note.run(instance.id, now, JSON.stringify(instance));
    },
    leave: (id: string): void => void forget.run(id, 0),
  };
}

export function readInstances(db: Database, now: number): SeenInstance[] {
  return db
    .prepare("SELECT seen_at, told FROM hookinbox_instances WHERE seen_at > ? ORDER BY seen_at DESC")
    .all(now - REMEMBERED_FOR)
    .map(({ seen_at, told }) => {
      const seenAt = Number(seen_at);
      return { ...(JSON.parse(String(told)) as Instance), seenAt, alive: seenAt > now - ALIVE_FOR };
    });
}
