import { deliveryId } from "../../ids.ts";
import { type Database, DURABLE, now, type Runner } from "./database.ts";
import { readUuid } from "./text.ts";

/** New deliveries of a stored event; `undefined` when it is not there. */
export function createReplay(db: Database) {
  const s = db.schema;

  async function replay({ run }: Runner, id: string, event: string, destinations: readonly string[]) {
    // Two replays of one event take their numbers in turn, and it is not pruned meanwhile.
    const [found] = await run(`UPDATE ${s}.events SET owed = owed + $2 WHERE id = $1 RETURNING size`, [
      event,
      destinations.length,
    ]);
    if (!found) return undefined;
    const [last] = await run(
      `SELECT greatest((SELECT max(n) FROM ${s}.deliveries WHERE event = $1), (SELECT max(n) FROM ${s}.attempts WHERE event = $1), -1) AS n`,
      [event],
    );
    const next = Number(last?.n) + 1;
    await run(
      `WITH added AS (
         INSERT INTO ${s}.deliveries (event, n, destination, state, sync, size, due_at)
         SELECT $1, $2::int + i.place - 1, i.name, 'pending', false, $3::int, ${now(5)}
         FROM unnest($4::text[]) WITH ORDINALITY AS i (name, place), ${DURABLE}
         RETURNING destination
       )
       INSERT INTO ${s}.tallies (scope, name, pending) SELECT 'destination', destination, count(*) FROM added GROUP BY destination`,
      [event, next, Number(found.size), [...destinations], db.present()],
    );
    return destinations.map((_, i) => deliveryId(id, next + i));
  }

  return async (id: string, destinations: readonly string[]): Promise<string[] | undefined> => {
    const event = readUuid(id);
    return event === undefined ? undefined : db.transaction((runner) => replay(runner, id, event, destinations));
  };
}
