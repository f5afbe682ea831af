import { ALIVE_FOR, type Instance, REMEMBERED_FOR, type SeenInstance } from "../store.ts";
import { type Database, now, SOON } from "./database.ts";

/** Processes on the schema, a row each: what they told of themselves, and when, by the database's clock. */
export function createInstances(db: Database) {
  const s = db.schema;

  return {
    async present(instance: Instance): Promise<void> {
      await db.run(
        `WITH present AS (SELECT ${now(3)} AS at), forgotten AS (
           DELETE FROM ${s}.instances i USING present p WHERE i.seen_at <= p.at - ${REMEMBERED_FOR} AND i.id <> $1
         ) INSERT INTO ${s}.instances (id, seen_at, told) SELECT $1, at, $2 FROM present
         ON CONFLICT (id) DO UPDATE SET seen_at = excluded.seen_at, told = excluded.told`,
        [instance.id, JSON.stringify(instance), db.present()],
        SOON,
      );
    },
    async leave(id: string): Promise<void> {
      await db.run(`DELETE FROM ${s}.instances WHERE id = $1`, [id], SOON);
    },
    async list(): Promise<SeenInstance[]> {
      const rows = await db.run(
        `SELECT i.seen_at, i.told, i.seen_at > p.at - ${ALIVE_FOR} AS alive
         FROM ${s}.instances i, (SELECT ${now(1)} AS at) AS p WHERE i.seen_at > p.at - ${REMEMBERED_FOR} ORDER BY i.seen_at DESC`,
        [db.present()],
        SOON,
      );
      return rows.map(({ seen_at, told, alive }) => ({
        ...(JSON.parse(String(told)) as Instance),
        seenAt: Number(seen_at),
        alive: alive === true,
      }));
    },
  };
}
