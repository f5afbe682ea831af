import { deliveryId } from "../../ids.ts";
import type { DeliveryState, EventState } from "../../types.ts";
import { IN_LANE, LAST_DUE } from "../due.ts";
import { eventState } from "../event-state.ts";
import {
  type Attempt,
  type DeliveryDetail,
  type DestinationStats,
  type EventDetail,
  type EventQuery,
  type EventSummary,
  type Page,
  pageSize,
  type Quarantined,
  type QuarantineQuery,
  type Stats,
} from "../store.ts";
import type { Database } from "./driver.ts";
import { readInstances } from "./instances.ts";
import { splitHeaders } from "./wire.ts";

type Value = string | number | null;
type Row = Record<string, Value>;
type Counted = { -readonly [K in keyof DestinationStats]: DestinationStats[K] };

const RANKS: readonly EventState[] = ["unhandled", "done", "pending", "running", "dead"];
/** An event's state as a rank of `RANKS`: the worst of its destinations' newest deliveries. */
const RANK = `coalesce((SELECT max(CASE d.state WHEN 'dead' THEN 4 WHEN 'running' THEN 3 WHEN 'pending' THEN 2 ELSE 1 END)
  FROM hookinbox_deliveries d WHERE d.seq = e.seq AND NOT EXISTS (
    SELECT 1 FROM hookinbox_deliveries l WHERE l.seq = d.seq AND l.destination = d.destination AND l.n > d.n)), 0)`;
const SUMMARY = `e.seq, e.id, e.source, e.key, e.type, e.received_at AS receivedAt, e.size, ${RANK} AS rank`;

function summary({ seq: _, rank, ...row }: Row): EventSummary {
  return { ...row, state: RANKS[Number(rank)]! } as unknown as EventSummary;
}

/** What an admin asks, on a connection that only reads and a thread of its own: a slow question delays no commit. */
export function createArchive(db: Database) {
  const all = (sql: string, values: readonly Value[]) => db.prepare(sql).all(...values) as Row[];
  const one = (sql: string, ...values: Value[]) => db.prepare(sql).get(...values) as Row | undefined;

  function list(query: EventQuery): Page<EventSummary> {
    const limit = pageSize(query.limit);
    const [where, values]: [string[], Value[]] = [[], []];
    const filter = (sql: string, ...bound: Value[]) => {
      where.push(sql);
      values.push(...bound);
    };
    if (query.before !== undefined)
      filter("e.seq < coalesce((SELECT seq FROM hookinbox_events WHERE id = ?), 0)", query.before);
    if (query.source !== undefined) filter("e.source = ?", query.source);
    if (query.type !== undefined) filter("e.type = ?", query.type);
    if (query.state !== undefined) filter(`${RANK} = ?`, RANKS.indexOf(query.state));
    if (query.q !== undefined)
      filter("instr(lower(e.id || ' ' || coalesce(e.key, '') || ' ' || e.type), ?) > 0", query.q.toLowerCase());
    const condition = where.length > 0 ? `WHERE ${where.join(" AND ")}` : "";
    const rows = all(`SELECT ${SUMMARY} FROM hookinbox_events e ${condition} ORDER BY e.seq DESC LIMIT ?`, [
      ...values,
      limit + 1,
    ]);
    const items = rows.slice(0, limit).map(summary);
    return { items, next: rows.length > limit ? items.at(-1)!.id : null };
  }

  function attempts(seq: Value, n: Value, delivery: Row): Attempt[] {
    const failed = all(
      `SELECT started_at AS startedAt, ended_at AS endedAt, outcome, error FROM hookinbox_attempts
       WHERE seq = ? AND n = ? ORDER BY token`,
      [seq, n],
    ) as unknown as Attempt[];
    if (delivery.state !== "done" || delivery.started_at === null) return failed;
    return [
      ...failed,
      { startedAt: Number(delivery.started_at), endedAt: Number(delivery.ended_at), outcome: "done", error: null },
    ];
  }

  function holderOf({ destination, lane }: Row): string | null {
    const holder = one(
      `SELECT e.id, l.n FROM hookinbox_lanes l JOIN hookinbox_events e ON e.seq = l.seq WHERE l.destination = ? AND l.key = ?`,
      destination!,
      lane!,
    );
    return holder ? deliveryId(String(holder.id), Number(holder.n)) : null;
  }

  function deliveries(id: string, seq: Value): DeliveryDetail[] {
    return all("SELECT * FROM hookinbox_deliveries WHERE seq = ? ORDER BY n", [seq]).map((row) => ({
      id: deliveryId(id, Number(row.n)),
      destination: String(row.destination),
      state: row.state as DeliveryState,
      dueAt: row.state === "pending" && Number(row.due_at) <= LAST_DUE ? Number(row.due_at) : null,
      crashes: Number(row.crashes),
      lane: row.lane as string | null,
      waitsFor: row.due_at === IN_LANE ? holderOf(row) : null,
      attempts: attempts(seq, row.n!, row),
    }));
  }

  function get(id: string): EventDetail | undefined {
    const row = one(
      `SELECT e.seq, e.id, e.source, e.key, e.type, e.received_at AS receivedAt, e.size,
         (SELECT headers FROM hookinbox_payloads p WHERE p.seq = e.seq) AS headers,
         coalesce((SELECT repeats FROM hookinbox_repeats r WHERE r.id = e.id), 0) AS repeats
       FROM hookinbox_events e WHERE e.id = ?`,
      id,
    );
    if (!row) return undefined;
    const { seq, headers, ...event } = row;
    const owed = deliveries(id, seq!);
    const kept = headers === null ? [] : splitHeaders(headers as unknown as Uint8Array);
    return { ...event, headers: kept, deliveries: owed, state: eventState(owed) } as unknown as EventDetail;
  }

  const REFUSED = "seq, id, source, reason, detail, method, url, received_at AS receivedAt, size";

  function quarantined(query: QuarantineQuery): Page<Quarantined> {
    const limit = pageSize(query.limit);
    const rows = all(
      `SELECT ${REFUSED} FROM hookinbox_quarantine q
       WHERE (?1 IS NULL OR source = ?1) AND (?2 IS NULL OR seq < (SELECT seq FROM hookinbox_quarantine WHERE id = ?2))
       ORDER BY seq DESC LIMIT ?3`,
      [query.source ?? null, query.before ?? null, limit + 1],
    );
    const items = rows.slice(0, limit).map(({ seq: _, ...row }) => row as unknown as Quarantined);
    return { items, next: rows.length > limit ? items.at(-1)!.id : null };
  }

  function quarantinedOne(id: string) {
    const row = one(`SELECT ${REFUSED}, headers, body FROM hookinbox_quarantine WHERE id = ?`, id);
    if (!row) return undefined;
    const { seq: _, headers, ...rest } = row;
    return { ...rest, headers: splitHeaders(headers as unknown as Uint8Array) };
  }

  /** Few: of all that is dead, what holds a lane. */
  const blocked = () =>
    all(
      `SELECT d.destination, count(*) AS count FROM hookinbox_deliveries d
       JOIN hookinbox_lanes l ON l.destination = d.destination AND l.key = d.lane AND l.seq = d.seq AND l.n = d.n
       WHERE d.state = 'dead' AND d.lane IS NOT NULL GROUP BY d.destination`,
      [],
    );

  function stats(): Stats {
    const total = (scope: string) =>
      all("SELECT name, counter, value FROM hookinbox_counters WHERE scope = ?", [scope]) as {
        name: string;
        counter: string;
        value: number;
      }[];
    const open = all(
      `SELECT destination, state, count(*) AS count, min(CASE WHEN state = 'pending' AND due_at <= ${LAST_DUE} THEN due_at END) AS oldest
       FROM hookinbox_deliveries WHERE state IN ('pending', 'running') GROUP BY destination, state`,
      [],
    );
    const dead = all(
      "SELECT destination, 'dead' AS state, count(*) AS count FROM hookinbox_deliveries WHERE state = 'dead' GROUP BY destination",
      [],
    );
    const bySource = new Map<string, Record<string, number>>();
    for (const { name, counter, value } of total("source"))
      bySource.set(name, { ...bySource.get(name), [counter]: value });
    const byDestination = new Map<string, Counted>();
    const deliveries = { pending: 0, running: 0, done: 0, dead: 0 };
    for (const { destination, state, count } of [...open, ...dead]) {
      const to = byDestination.get(String(destination)) ?? {
        destination: String(destination),
        pending: 0,
        running: 0,
        dead: 0,
        blocked: 0,
      };
      to[state as "pending" | "running" | "dead"] = Number(count);
      deliveries[state as DeliveryState] += Number(count);
      byDestination.set(to.destination, to);
    }
    for (const { destination, count } of blocked()) byDestination.get(String(destination))!.blocked = Number(count);
    for (const { counter, value } of total("destination")) if (counter === "done") deliveries.done += value;
    const sum = (counter: string) => [...bySource.values()].reduce((all, of) => all + (of[counter] ?? 0), 0);
    const due = open.flatMap(({ oldest }) => (oldest === null || oldest === undefined ? [] : [Number(oldest)]));
    return {
      events: sum("events"),
      repeats: sum("repeats"),
      quarantined: sum("quarantined"),
      bytes: sum("bytes"),
      deliveries,
      oldestDueAt: due.length > 0 ? Math.min(...due) : null,
      sources: [...bySource].map(([source, of]) => ({
        source,
        events: of.events ?? 0,
        lastAt: of.lastAt ?? null,
        quarantined: of.quarantined ?? 0,
      })),
      destinations: [...byDestination.values()],
    };
  }

  const body = (id: string) =>
    one("SELECT p.body FROM hookinbox_payloads p JOIN hookinbox_events e ON e.seq = p.seq WHERE e.id = ?", id)
      ?.body as unknown as Uint8Array | undefined;

  const instances = ({ now }: { now: number }) => readInstances(db, now);

  return { list, get, body, quarantined, quarantinedOne, stats, instances };
}
