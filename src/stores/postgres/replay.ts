import { deliveryId } from "../../ids.ts";
import { IN_LANE } from "../due.ts";
import type { NewLane } from "../store.ts";
import { type Database, DURABLE, now, type Runner } from "./database.ts";
import { laneId, passLanes } from "./lanes.ts";
import { readUuid } from "./text.ts";

/** New deliveries of a stored event; `undefined` when it is not there. */
export function createReplay(db: Database) {
  const s = db.schema;

  /**
   * Its lane: that of the deliveries before it, else as given. Locked, and made where there is none; in the order of ids.
   * Who joins a lane raises its `last`: see `loneSql`. The replay takes hold of it where it is free or held by a dead one of
   * this event. Else it shares its turn: with what of this event still waits, or, before all that was accepted (whose turns
   * begin at 1), with the replays of events that had theirs; those who share one go by their events.
   */
  async function lanesOf({ run }: Runner, event: string, destinations: readonly string[], given: readonly NewLane[]) {
    const before = await run(
      `SELECT DISTINCT ON (d.destination) d.destination, l.key FROM ${s}.deliveries d JOIN ${s}.lanes l ON l.lane = d.lane
       WHERE d.event = $1 ORDER BY d.destination, d.n DESC`,
      [event],
    );
    const lanes = destinations.map((destination) => {
      const key = before.find((row) => row.destination === destination)?.key;
      const lane = given.find((one) => one.destination === destination);
      return key === undefined ? lane : { destination, key: String(key), version: null };
    });
    const ids = lanes.map((lane) => (lane ? laneId(lane) : null));
    if (lanes.every((lane) => lane === undefined)) return ids;
    await run(
      `INSERT INTO ${s}.lanes AS l (lane, destination, key, last, at)
       SELECT i.lane, i.destination, i.key, 0, ${now(4)} FROM unnest($1::uuid[], $2::text[], $3::text[]) AS i (lane, destination, key)
       WHERE i.lane IS NOT NULL ORDER BY i.lane ON CONFLICT (lane) DO UPDATE SET at = excluded.at, last = l.last + 1`,
      [ids, lanes.map((lane) => lane?.destination ?? null), lanes.map((lane) => lane?.key ?? null), db.present()],
    );
    return ids;
  }

  async function replay(
    runner: Runner,
    id: string,
    event: string,
    destinations: readonly string[],
    given: readonly NewLane[],
  ) {
    const { run } = runner;
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
    const lanes = await lanesOf(runner, event, destinations, given);
    await run(
      `WITH input AS MATERIALIZED (
         SELECT ($2::int + i.place - 1)::int AS n, i.name, i.lane, l.lane IS NULL OR l.event IS NULL OR (l.event = $1 AND EXISTS (
             SELECT 1 FROM ${s}.deliveries d WHERE d.event = l.event AND d.n = l.n AND d.state = 'dead')) AS free,
           (SELECT max(d.turn) FROM ${s}.deliveries d WHERE d.event = $1 AND d.lane = i.lane AND d.due_at = ${IN_LANE}) AS turn
         FROM unnest($4::text[], $6::uuid[]) WITH ORDINALITY AS i (name, lane, place) LEFT JOIN ${s}.lanes l ON l.lane = i.lane
       ), taken AS (
         UPDATE ${s}.lanes l SET event = $1, n = i.n FROM input i WHERE l.lane = i.lane AND i.free
       ), replaced AS (
         UPDATE ${s}.deliveries d SET state = 'replaced' WHERE d.event = $1 AND d.state = 'dead' AND d.destination = ANY($4::text[])
         RETURNING destination
       ), added AS (
         INSERT INTO ${s}.deliveries (event, n, destination, state, sync, size, lane, turn, due_at)
         SELECT $1, i.n, i.name, 'pending', false, $3::int, i.lane, coalesce(i.turn, 0), CASE WHEN i.free THEN ${now(5)} ELSE ${IN_LANE} END
         FROM input i, ${DURABLE}
         RETURNING destination
       )
       INSERT INTO ${s}.tallies (scope, name, pending, dead) SELECT 'destination', destination, sum(pending), sum(dead) FROM (
         SELECT destination, 1 AS pending, 0 AS dead FROM added UNION ALL SELECT destination, 0, -1 FROM replaced
       ) AS c GROUP BY destination`,
      [event, next, Number(found.size), [...destinations], db.present(), lanes],
    );
    return destinations.map((_, i) => deliveryId(id, next + i));
  }

  return async (
    id: string,
    destinations: readonly string[],
    lanes: readonly NewLane[] = [],
  ): Promise<string[] | undefined> => {
    const event = readUuid(id);
    return event === undefined ? undefined : db.transaction((runner) => replay(runner, id, event, destinations, lanes));
  };
}

/** Lets the lanes go on that dead deliveries of an event hold; answers with the ids of these. */
export function createSkip(db: Database) {
  const s = db.schema;
  const sql = `
WITH leaving AS MATERIALIZED (
  SELECT d.lane, d.event, d.n, NULL::float8 AS version FROM ${s}.deliveries d JOIN ${s}.lanes l ON l.lane = d.lane AND l.event = d.event AND l.n = d.n
  WHERE d.event = $1 AND d.state = 'dead'
), ${passLanes(s, 2)}
SELECT x.n FROM ${DURABLE} CROSS JOIN leaving x ORDER BY x.n`;

  return async (id: string): Promise<string[]> => {
    const event = readUuid(id);
    if (event === undefined) return [];
    return await db.transaction(async (runner) => {
      await runner.run(
        `SELECT FROM ${s}.lanes l WHERE l.lane IN (SELECT d.lane FROM ${s}.deliveries d WHERE d.event = $1) ORDER BY l.lane FOR UPDATE`,
        [event],
      );
      const rows = await runner.run(sql, [event, db.present()]);
      return rows.map((row) => deliveryId(id, Number(row.n)));
    });
  };
}
