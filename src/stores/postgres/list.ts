import type { EventState } from "../../types.ts";
import { type EventQuery, type EventSummary, type Page, pageSize } from "../store.ts";
import type { Database, Row, Value } from "./database.ts";
import { firstId } from "./partitions.ts";
import { matching } from "./search.ts";
import { readUuid, toEventId } from "./text.ts";

const RANKS: readonly EventState[] = ["unhandled", "done", "pending", "running", "dead"];

/**
 * An event's state as a rank of `RANKS`: the worst of its destinations' newest deliveries. What is done has left the
 * queue, and is the least bad: whether it is the newest need not be asked.
 */
export const rankSql = (s: string) => `coalesce((SELECT max(r.rank) FROM (
    SELECT CASE d.state WHEN 'dead' THEN 4 WHEN 'running' THEN 3 ELSE 2 END AS rank FROM ${s}.deliveries d
    WHERE d.event = e.id
      AND NOT EXISTS (SELECT 1 FROM ${s}.deliveries l WHERE l.event = d.event AND l.destination = d.destination AND l.n > d.n)
      AND NOT EXISTS (SELECT 1 FROM ${s}.attempts t
        WHERE t.event = d.event AND t.destination = d.destination AND t.n > d.n AND t.outcome IN ('done', 'stale'))
    UNION ALL SELECT 1 FROM ${s}.attempts t WHERE t.event = e.id AND t.outcome IN ('done', 'stale')
  ) AS r), 0)`;

export const HEAD = "e.id, e.source, e.key, e.type, e.received_at, e.size";

export const head = (row: Row) => ({
  id: toEventId(row.id),
  source: String(row.source),
  key: row.key === null ? null : String(row.key),
  type: String(row.type),
  receivedAt: Number(row.received_at),
  size: Number(row.size),
});

export const summary = (row: Row): EventSummary => ({ ...head(row), state: RANKS[Number(row.rank)] ?? "unhandled" });

/** Rows of the first slice; the next ones are larger while they cost little. */
const SLICE = 2_000;
/** Of the queue each row costs more: its event is looked up, and its state. */
const QUEUE_SLICE = 250;
const LARGEST = 64_000;
/** How long a page may be looked for, in ms: then it is given as far as it is, with where to go on. */
const MOST = 80;

/** Events that have a word, or that run, up to which they are found first, and looked at alone. */
const FEW = 5_000;

/** A clock that was set back between a request and its id, in ms. */
const SKEW = 60_000;

/** Above every id. */
const TOP = "ffffffff-ffff-ffff-ffff-ffffffffffff";

/** Looked for from the queue. */
const isOpen = (query: EventQuery): query is EventQuery & { state: EventState } =>
  query.ids === undefined && (query.state === "pending" || query.state === "running" || query.state === "dead");
/** Looked for from what the destination was given. */
const isOfDestination = (query: EventQuery): query is EventQuery & { destination: string } =>
  query.ids === undefined && query.destination !== undefined && !isOpen(query);

/** What has an index, in the order of ids. */
type Indexed = "source" | "type" | "unhandled";

/** Whole types only: what begins alike need not stand together, by the database's collation. */
const wholeType = ({ type }: EventQuery): string | undefined => (type?.endsWith("*") ? undefined : type);

function indexesFor(query: EventQuery): Indexed[] {
  if (query.ids !== undefined || isOpen(query) || isOfDestination(query)) return [];
  const asked = {
    source: query.source !== undefined,
    type: wholeType(query) !== undefined,
    unhandled: query.state === "unhandled",
  };
  return (["source", "type", "unhandled"] as const).filter((name) => asked[name]);
}

interface Slice {
  readonly rows: Row[];
  /** The last id that was looked at; `undefined`: there are no more. */
  readonly bottom: string | undefined;
}

/**
 * Events, newest first: a page goes on below the last id, whatever was added or deleted meanwhile. What has an index
 * (source, type, nobody owed) is asked of it, of several the one that has least; the rest is looked for in slices from the
 * newest down, and a page ends when it is full or its time is over. Pending and dead ones are looked for from the queue,
 * which holds little else, running ones from its heads; those of a destination from what it was given.
 */
export function createList(db: Database, search: boolean) {
  const s = db.schema;
  const rank = rankSql(s);

  const ofQueue = (state: string, top: string, size: number) =>
    `SELECT d.event, bool_or(d.state = ${state}) AS maybe FROM (
       SELECT event, state FROM ${s}.deliveries WHERE event < ${top}::uuid ORDER BY event DESC LIMIT ${size}
     ) AS d GROUP BY d.event`;

  /** What is done with has left the queue, and its attempts stand for it. */
  function ofDestination(name: string, top: string, size: number): string {
    const from = (table: string) =>
      `(SELECT DISTINCT event FROM ${s}.${table} WHERE destination = ${name} AND event < ${top}::uuid ORDER BY event DESC LIMIT ${size})`;
    return `SELECT event, true AS maybe FROM (${from("deliveries")} UNION ${from("attempts")}) AS o ORDER BY event DESC LIMIT ${size}`;
  }

  /** `only`: one of those with an index, for a slice that is cut by it. */
  function ofEvent(query: EventQuery, bind: (value: Value) => string, only?: Indexed): string[] {
    const type = wholeType(query);
    const asked = (name: Indexed) => only === undefined || only === name;
    return [
      ...(query.source !== undefined && asked("source") ? [`e.source = ${bind(query.source)}`] : []),
      ...(type !== undefined && asked("type") ? [`e.type = ${bind(type)}`] : []),
      ...(query.state === "unhandled" && asked("unhandled") ? ["e.owed = 0"] : []),
    ];
  }

  /**
   * Of two indexes Postgres reads all that either has, and sorts what is in both: 2.6 s for 2 % of 2 million events. So one
   * cuts the slices, whose slice reaches down furthest, and the others are looked at in these.
   */
  async function narrowest(query: EventQuery, top: string): Promise<Indexed | undefined> {
    const names = indexesFor(query);
    if (names.length < 2) return names[0];
    const values: Value[] = [top];
    const bind = (value: Value) => `$${values.push(value)}`;
    const bottoms = names.map(
      (name) =>
        `(SELECT e.id FROM ${s}.events e WHERE e.id < $1::uuid AND ${ofEvent(query, bind, name).join()}
          ORDER BY e.id DESC OFFSET ${SLICE} LIMIT 1) AS ${name}`,
    );
    const [row] = await db.run(`SELECT ${bottoms.join(", ")}`, values);
    const bottom = (name: Indexed) => String(row?.[name] ?? "");
    return names.reduce((least, name) => (bottom(name) < bottom(least) ? name : least));
  }

  /** What is looked at before a slice is cut. */
  function cutting(query: EventQuery, bind: (value: Value) => string, top: string, by?: Indexed): string {
    const where = [`e.id < ${bind(top)}::uuid`];
    // An id is made when its request has come, or later (a release): what came since has ids since.
    if (query.after !== undefined) where.push(`e.id >= ${bind(firstId(query.after - SKEW))}::uuid`);
    if (query.ids !== undefined)
      where.push(`e.id = ANY(${bind(query.ids.flatMap((id) => readUuid(id) ?? []))}::uuid[])`);
    return [...where, ...(by ? ofEvent(query, bind, by) : [])].join(" AND ");
  }

  function sliceSql(
    query: EventQuery,
    bind: (value: Value) => string,
    top: string,
    size: number,
    by?: Indexed,
  ): string {
    const where = cutting(query, bind, top, by);
    const from = isOpen(query)
      ? ofQueue(bind(query.state), bind(top), size)
      : isOfDestination(query) && ofDestination(bind(query.destination), bind(top), size);
    if (from === false)
      return `SELECT ${HEAD}, e.owed, true AS here FROM ${s}.events e WHERE ${where} ORDER BY e.id DESC LIMIT ${size}`;
    // OFFSET 0 keeps the planner from turning it round, and judging every event before the first is given.
    return `SELECT q.event AS id, e.source, e.key, e.type, e.received_at, e.size, e.owed, e.id IS NOT NULL AS here
      FROM (${from}) AS q LEFT JOIN LATERAL (
        SELECT ${HEAD}, e.owed FROM ${s}.events e WHERE q.maybe AND e.id = q.event AND ${where} OFFSET 0
      ) AS e ON true`;
  }

  function judgedSql(query: EventQuery, bind: (value: Value) => string): string {
    const where = ["e.here", ...ofEvent(query, bind)];
    if (query.type?.endsWith("*")) where.push(`starts_with(e.type, ${bind(query.type.slice(0, -1))})`);
    // Not where a slice is cut: without an order of their own they would be looked for through all that is newer.
    if (query.after !== undefined) where.push(`e.received_at >= ${bind(query.after)}`);
    if (query.until !== undefined) where.push(`e.received_at < ${bind(query.until)}`);
    // Asked for each event by itself: as a join it would be planned as a walk through all that have the words.
    if (search && query.q !== undefined)
      where.push(
        `coalesce((SELECT w.words @@ ${bind(matching(query.q) ?? "")}::tsquery FROM ${s}.search w WHERE w.event = e.id), false)`,
      );
    else if (query.q !== undefined)
      where.push(
        `strpos(lower('evt_' || e.id::text || ' ' || coalesce(e.key, '') || ' ' || e.type), ${bind(query.q.toLowerCase())}) > 0`,
      );
    if (query.destination !== undefined && !isOfDestination(query)) {
      const named = bind(query.destination);
      const owed = (table: string) =>
        `EXISTS (SELECT 1 FROM ${s}.${table} o WHERE o.event = e.id AND o.destination = ${named})`;
      where.push(`(${owed("deliveries")} OR ${owed("attempts")})`);
    }
    if (query.state !== undefined && query.state !== "unhandled") where.push(`${rank} = ${RANKS.indexOf(query.state)}`);
    return where.join(" AND ");
  }

  async function slice(query: EventQuery, top: string, size: number, wanted: number, by?: Indexed): Promise<Slice> {
    const values: Value[] = [];
    const bind = (value: Value) => `$${values.push(value)}`;
    const rows = await db.run(
      `WITH slice AS MATERIALIZED (${sliceSql(query, bind, top, size, by)}),
       found AS (SELECT e.* FROM slice e WHERE ${judgedSql(query, bind)} ORDER BY e.id DESC LIMIT ${bind(wanted)}),
       looked AS (SELECT count(*) AS looked, (SELECT id FROM slice ORDER BY id LIMIT 1) AS bottom FROM slice)
       SELECT l.looked, l.bottom, e.*, CASE WHEN e.id IS NOT NULL THEN ${rank} END AS rank
       FROM looked l LEFT JOIN found e ON true ORDER BY e.id DESC`,
      values,
    );
    const bottom = typeof rows[0]?.bottom === "string" ? rows[0].bottom : undefined;
    return { rows: rows.filter((row) => row.id !== null), bottom };
  }

  /** Few are found first, and looked at alone. Of many there is one soon in any slice: `undefined`. */
  async function few(sql: string, values: Value[] = []): Promise<string[] | undefined> {
    const rows = await db.run(`${sql} LIMIT ${FEW + 1}`, values);
    return rows.length > FEW ? undefined : rows.map(({ event }) => toEventId(event));
  }

  const within = (query: EventQuery, ids: readonly string[]): EventQuery => {
    const asked = query.ids && new Set(query.ids);
    return { ...query, ids: asked ? ids.filter((id) => asked.has(id)) : ids };
  };

  async function withWords(query: EventQuery, words: string): Promise<EventQuery> {
    const ids = await few(`SELECT event FROM ${s}.search WHERE words @@ $1::tsquery`, [words]);
    return ids ? within({ ...query, q: undefined }, ids) : query;
  }

  /**
   * What runs was due, so it stands at the head of its destination's queue, where as many are taken as the totals say that
   * there are: an index of states would make each claim write to it.
   */
  async function thatRuns(query: EventQuery): Promise<EventQuery> {
    const ids = await few(
      `SELECT d.event FROM (
         SELECT name, sum(running) AS running FROM ${s}.tallies WHERE scope = 'destination' GROUP BY name HAVING sum(running) > 0
       ) AS t CROSS JOIN LATERAL (
         SELECT event FROM ${s}.deliveries WHERE destination = t.name AND state = 'running'
         ORDER BY due_at, event, n LIMIT t.running
       ) AS d`,
    );
    return ids ? within(query, ids) : query;
  }

  async function page(query: EventQuery): Promise<Page<EventSummary>> {
    const limit = pageSize(query.limit);
    let top: string | undefined = query.before === undefined ? TOP : readUuid(query.before);
    const end = performance.now() + MOST;
    const found: Row[] = [];
    const by = top === undefined ? undefined : await narrowest(query, top);
    for (
      let size = Math.max(isOpen(query) ? QUEUE_SLICE : SLICE, limit + 1);
      top !== undefined && found.length <= limit;
    ) {
      const startedAt = performance.now();
      const { rows, bottom }: Slice = await slice(query, top, size, limit + 1 - found.length, by);
      found.push(...rows);
      top = bottom;
      if (performance.now() > end) break;
      if (performance.now() - startedAt < MOST / 4) size = Math.min(size * 2, LARGEST);
    }
    const items = found.slice(0, limit).map(summary);
    if (found.length > limit) return { items, next: items.at(-1)!.id };
    return { items, next: top === undefined ? null : toEventId(top) };
  }

  return async (query: EventQuery): Promise<Page<EventSummary>> => {
    const asked = query.state === "running" ? await thatRuns(query) : query;
    if (!search || asked.q === undefined) return await page(asked);
    const words = matching(asked.q);
    return words === undefined ? { items: [], next: null } : await page(await withWords(asked, words));
  };
}
