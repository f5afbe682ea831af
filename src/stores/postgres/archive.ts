import { deliveryId } from "../../ids.ts";
import type { DeliveryState, EventState } from "../../types.ts";
import { IN_LANE, LAST_DUE } from "../due.ts";
import { eventState } from "../event-state.ts";
import {
  type Attempt,
  type DeliveryDetail,
  type EventDetail,
  type EventQuery,
  type EventSummary,
  type Page,
  pageSize,
  type Quarantined,
  type QuarantineQuery,
} from "../store.ts";
import type { Database, Row, Value } from "./database.ts";
import { readUuid, splitHeaders, toEventId } from "./text.ts";

const RANKS: readonly EventState[] = ["unhandled", "done", "pending", "running", "dead"];

/**
 * An event's state as a rank of `RANKS`: the worst of its destinations' newest deliveries. What is done has left the
 * queue, and is the least bad: whether it is the newest need not be asked.
 */
const rankSql = (s: string) => `coalesce((SELECT max(r.rank) FROM (
    SELECT CASE d.state WHEN 'dead' THEN 4 WHEN 'running' THEN 3 ELSE 2 END AS rank FROM ${s}.deliveries d
    WHERE d.event = e.id
      AND NOT EXISTS (SELECT 1 FROM ${s}.deliveries l WHERE l.event = d.event AND l.destination = d.destination AND l.n > d.n)
      AND NOT EXISTS (SELECT 1 FROM ${s}.attempts t
        WHERE t.event = d.event AND t.destination = d.destination AND t.n > d.n AND t.outcome IN ('done', 'stale'))
    UNION ALL SELECT 1 FROM ${s}.attempts t WHERE t.event = e.id AND t.outcome IN ('done', 'stale')
  ) AS r), 0)`;

const HEAD = "e.id, e.source, e.key, e.type, e.received_at, e.size";
const REFUSED = "id, source, reason, detail, method, url, received_at, size";

const head = (row: Row) => ({
  id: toEventId(row.id),
  source: String(row.source),
  key: row.key === null ? null : String(row.key),
  type: String(row.type),
  receivedAt: Number(row.received_at),
  size: Number(row.size),
});

const refused = (row: Row): Quarantined => ({
  id: String(row.id),
  source: String(row.source),
  reason: String(row.reason),
  detail: String(row.detail),
  method: String(row.method),
  url: String(row.url),
  receivedAt: Number(row.received_at),
  size: Number(row.size),
});

const pageOf = <T extends { id: string }>(items: readonly T[], limit: number): Page<T> => ({
  items: items.slice(0, limit),
  next: items.length > limit ? (items[limit - 1]?.id ?? null) : null,
});

/** What an admin asks. Each question is planned with its values, so that the partitions they rule out are not looked at. */
export function createArchive(db: Database) {
  const s = db.schema;
  const rank = rankSql(s);

  /** Newest first: a page goes on below the last id, whatever was added or deleted meanwhile. */
  async function list(query: EventQuery): Promise<Page<EventSummary>> {
    const limit = pageSize(query.limit);
    const before = query.before === undefined ? undefined : readUuid(query.before);
    if (query.before !== undefined && before === undefined) return { items: [], next: null };
    const values: Value[] = [];
    const bind = (value: Value) => `$${values.push(value)}`;
    const where = ["true"];
    if (before !== undefined) where.push(`e.id < ${bind(before)}::uuid`);
    if (query.source !== undefined) where.push(`e.source = ${bind(query.source)}`);
    if (query.type !== undefined) where.push(`e.type = ${bind(query.type)}`);
    if (query.q !== undefined)
      where.push(
        `strpos(lower('evt_' || e.id::text || ' ' || coalesce(e.key, '') || ' ' || e.type), ${bind(query.q.toLowerCase())}) > 0`,
      );
    const found = inState(query.state, where, bind);
    const rows = await db.run(
      `SELECT ${HEAD}, ${rank} AS rank FROM (${found} LIMIT ${bind(limit + 1)}) AS e ORDER BY e.id DESC`,
      values,
    );
    return pageOf(
      rows.map((row) => ({ ...head(row), state: RANKS[Number(row.rank)] ?? "unhandled" })),
      limit,
    );
  }

  /**
   * Events, newest first. Those in an open state, and the dead, are looked for from the queue, which holds little else;
   * `OFFSET 0` keeps the planner from turning that round, which would judge every event before the first is given.
   */
  function inState(state: EventState | undefined, where: readonly string[], bind: (value: Value) => string): string {
    const plain = (...more: string[]) =>
      `SELECT ${HEAD} FROM ${s}.events e WHERE ${[...where, ...more].join(" AND ")} ORDER BY e.id DESC`;
    if (state === undefined) return plain();
    if (state === "unhandled") return plain("e.owed = 0");
    const right = `${rank} = ${RANKS.indexOf(state)}`;
    if (state === "done") return plain("e.owed > 0", right);
    return `SELECT e.* FROM (
        SELECT DISTINCT q.event FROM ${s}.deliveries q WHERE q.state = ${bind(state)} ORDER BY q.event DESC
      ) AS q CROSS JOIN LATERAL (
        SELECT ${HEAD} FROM ${s}.events e WHERE e.id = q.event AND ${[...where, right].join(" AND ")} OFFSET 0
      ) AS e ORDER BY q.event DESC`;
  }

  async function deliveries(id: string, event: string): Promise<DeliveryDetail[]> {
    const [open, ended] = await Promise.all([
      db.run(
        `SELECT d.n, d.destination, d.state, d.due_at, d.crashes, l.key AS lane, l.event AS holder, l.n AS holder_n
         FROM ${s}.deliveries d LEFT JOIN ${s}.lanes l ON l.lane = d.lane WHERE d.event = $1`,
        [event],
      ),
      db.run(
        `SELECT n, destination, started_at, ended_at, outcome, error FROM ${s}.attempts WHERE event = $1 ORDER BY n, token`,
        [event],
      ),
    ]);
    const attempts = groupByN(ended);
    const done = ended
      .filter((row) => row.outcome === "done" || row.outcome === "stale")
      .map((row): Row => ({ ...row, state: "done", due_at: null }));
    // Settled between the two questions, it is in both answers: what is done stays done.
    const byN = new Map<number, Row>([...open, ...done].map((row) => [Number(row.n), row]));
    return [...byN]
      .sort(([a], [b]) => a - b)
      .map(([n, row]) => {
        const tries = (attempts.get(n) ?? []).map(attempt);
        return {
          id: deliveryId(id, n),
          destination: String(row.destination),
          state: row.state as DeliveryState,
          dueAt: row.state === "pending" && Number(row.due_at) <= LAST_DUE ? Number(row.due_at) : null,
          crashes: tries.filter((one) => one.outcome === "crashed").length,
          lane: typeof row.lane === "string" ? row.lane : null,
          waitsFor:
            row.due_at === IN_LANE && row.holder ? deliveryId(toEventId(row.holder), Number(row.holder_n)) : null,
          attempts: tries,
        };
      });
  }

  const attempt = (row: Row): Attempt => ({
    startedAt: Number(row.started_at),
    endedAt: Number(row.ended_at),
    outcome: row.outcome as Attempt["outcome"],
    error: row.error === null ? null : String(row.error),
  });

  async function get(id: string): Promise<EventDetail | undefined> {
    const event = readUuid(id);
    if (event === undefined) return undefined;
    const [row] = await db.run(
      `SELECT ${HEAD}, e.headers, coalesce((SELECT r.repeats FROM ${s}.repeats r WHERE r.id = $1), 0) AS repeats
       FROM ${s}.events e WHERE e.id = $1`,
      [event],
    );
    if (!row) return undefined;
    const owed = await deliveries(id, event);
    return {
      ...head(row),
      headers: splitHeaders(String(row.headers)),
      repeats: Number(row.repeats),
      deliveries: owed,
      state: eventState(owed),
    };
  }

  async function body(id: string): Promise<Uint8Array | undefined> {
    const event = readUuid(id);
    if (event === undefined) return undefined;
    const [row] = await db.run(`SELECT body FROM ${s}.events WHERE id = $1`, [event]);
    return row?.body as Uint8Array | undefined;
  }

  async function quarantined(query: QuarantineQuery): Promise<Page<Quarantined>> {
    const limit = pageSize(query.limit);
    const rows = await db.run(
      `SELECT ${REFUSED} FROM ${s}.quarantine WHERE ($1::text IS NULL OR source = $1)
         AND ($2::text IS NULL OR seq < (SELECT seq FROM ${s}.quarantine WHERE id = $2)) ORDER BY seq DESC LIMIT $3`,
      [query.source ?? null, query.before ?? null, limit + 1],
    );
    return pageOf(rows.map(refused), limit);
  }

  async function quarantinedOne(id: string) {
    const [row] = await db.run(`SELECT ${REFUSED}, headers, body FROM ${s}.quarantine WHERE id = $1`, [id]);
    return row && { ...refused(row), headers: splitHeaders(String(row.headers)), body: row.body as Uint8Array };
  }

  return { list, get, body, quarantined, quarantinedOne };
}

function groupByN(rows: readonly Row[]): Map<number, Row[]> {
  const groups = new Map<number, Row[]>();
  for (const row of rows) groups.set(Number(row.n), [...(groups.get(Number(row.n)) ?? []), row]);
  return groups;
}
