import { LAST_DUE, NEVER } from "../due.ts";
import type { Pause, Stats } from "../store.ts";
import type { Database } from "./database.ts";

/** Totals, from what each transaction added to them: nothing that lives is counted. */
export async function readStats(db: Database): Promise<Stats> {
  const s = db.schema;
  const [totals, due, blocked, paused] = await Promise.all([
    db.run(
      `SELECT scope, name, sum(events) AS events, sum(bytes) AS bytes, sum(repeats) AS repeats, sum(quarantined) AS quarantined,
         max(last_at) AS last_at, sum(pending) AS pending, sum(running) AS running, sum(done) AS done, sum(dead) AS dead
       FROM ${s}.tallies GROUP BY scope, name ORDER BY scope, name`,
    ),
    // The head of each destination's queue: what runs is passed over, and there is no more of it than runs at once.
    db.run(
      `SELECT t.name, o.due_at AS oldest FROM (SELECT name FROM ${s}.tallies WHERE scope = 'destination' GROUP BY name) AS t
       CROSS JOIN LATERAL (SELECT d.due_at FROM ${s}.deliveries d
         WHERE d.destination = t.name AND d.state = 'pending' AND d.due_at <= ${LAST_DUE} ORDER BY d.due_at LIMIT 1) AS o`,
    ),
    // Few: of the lanes that are held, those that a dead delivery holds.
    db.run(
      `SELECT l.destination, count(*) AS count FROM ${s}.deliveries d JOIN ${s}.lanes l ON l.lane = d.lane AND l.event = d.event AND l.n = d.n
       WHERE d.state = 'dead' AND d.due_at = ${NEVER} GROUP BY l.destination`,
    ),
    db.run(`SELECT kind, name, at FROM ${s}.pauses WHERE NOT resuming ORDER BY kind, name`),
  ]);
  const oldest = new Map(due.map((row) => [String(row.name), Number(row.oldest)]));
  const sources = totals.filter((row) => row.scope === "source");
  const destinations = totals.filter((row) => row.scope === "destination");
  const sum = (rows: typeof totals, column: string) => rows.reduce((all, row) => all + Number(row[column]), 0);
  return {
    events: sum(sources, "events"),
    repeats: sum(sources, "repeats"),
    quarantined: sum(sources, "quarantined"),
    bytes: sum(sources, "bytes"),
    deliveries: {
      pending: sum(destinations, "pending"),
      running: sum(destinations, "running"),
      done: sum(destinations, "done"),
      dead: sum(destinations, "dead"),
    },
    oldestDueAt: oldest.size > 0 ? Math.min(...oldest.values()) : null,
    paused: paused.map(({ kind, name, at }) => ({ kind: kind as Pause["kind"], name: String(name), at: Number(at) })),
    sources: sources.map((row) => ({
      source: String(row.name),
      events: Number(row.events),
      lastAt: Number(row.last_at) || null,
      quarantined: Number(row.quarantined),
    })),
    destinations: destinations.map((row) => ({
      destination: String(row.name),
      pending: Number(row.pending),
      running: Number(row.running),
      dead: Number(row.dead),
      blocked: Number(blocked.find(({ destination }) => destination === row.name)?.count ?? 0),
      oldestDueAt: oldest.get(String(row.name)) ?? null,
    })),
  };
}
