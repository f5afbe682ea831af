import type { EventState } from "../../types.ts";
import { type EventQuery, type EventSummary, type Page, pageSize } from "../store.ts";
import { askedFor } from "../words.ts";
import { createAttached } from "./attach.ts";
import type { Database } from "./driver.ts";
import { createStretchesBelow, type Sought, STRETCH } from "./stretches.ts";

export type Value = string | number | null;
export type Row = Record<string, Value>;

const RANKS: readonly EventState[] = ["unhandled", "done", "pending", "running", "dead"];
/** An event's state as a rank of `RANKS`: the worst of its destinations' newest deliveries. */
const RANK = `coalesce((SELECT max(CASE d.state WHEN 'dead' THEN 4 WHEN 'running' THEN 3 WHEN 'pending' THEN 2 ELSE 1 END)
  FROM hookinbox_deliveries d WHERE d.seq = e.seq AND NOT EXISTS (
    SELECT 1 FROM hookinbox_deliveries l WHERE l.seq = d.seq AND l.destination = d.destination AND l.n > d.n)), 0)`;
export const SUMMARY = `e.seq, e.id, e.source, e.key, e.type, e.received_at AS receivedAt, e.size, ${RANK} AS rank`;

export function summary({ seq: _, rank, ...row }: Row): EventSummary {
  return { ...row, state: RANKS[Number(rank)]! } as unknown as EventSummary;
}

/** Rows of one slice: some ms, also where each has its state looked up. */
const SLICE = 5_000;
/** How long a page may be looked for, in ms: then it is given as far as it is, with where to go on. */
const MOST = 100;

/** A clock that was set back between a request and its id, in ms; events that may be between an id and its commit. */
const SKEW = 60_000;
const IN_FLIGHT = 20_000;

/** The events of a slice, from one `seq` to below another. */
const ANY = "e.seq >= ? AND e.seq < ?";
/** Of those that wait: by their deliveries, of which 100,000 are gone through in some 10 ms. */
const PENDING = `e.seq IN (SELECT d.seq FROM hookinbox_deliveries d WHERE d.seq >= ? AND d.seq < ? AND +d.state = 'pending')`;

interface Filter {
  readonly slice: string;
  readonly where: string;
  readonly values: readonly Value[];
  /** No event below this `seq` passes. */
  readonly floor: number;
  /** What a stretch has to have, for one to be in it. */
  readonly sought: readonly Sought[];
}

/**
 * Events, newest first. No index but the order of commits stands on the events, as each would cost every accept; so a page
 * is looked for in slices from the newest down, that of a source, type or destination where there are any, and ends when it is
 * full or its time is over. The dead and the running are looked for from the deliveries' own indexes.
 */
export function createList(db: Database, index?: string) {
  const hasIndex = createAttached(db, index);
  const all = (sql: string, values: readonly Value[]) => db.prepare(sql).all(...values) as Row[];
  const stretches = createStretchesBelow(db);
  const number = (sql: string, ...values: Value[]) => Number(db.prepare(sql).get(...values)?.n ?? 0);

  const select = ({ where }: Filter, from: string) =>
    `SELECT ${SUMMARY} FROM ${from} WHERE ${where} ORDER BY e.seq DESC LIMIT ?`;

  /** Where to go on after a page that ended at `bottom` without being full: the id of the first event above it. */
  const idAbove = (bottom: number): string | null =>
    (db.prepare("SELECT id FROM hookinbox_events WHERE seq >= ? ORDER BY seq LIMIT 1").get(bottom)?.id as string) ??
    null;

  function pageOf(rows: Row[], limit: number, bottom: number | undefined): Page<EventSummary> {
    const items = rows.slice(0, limit).map(summary);
    if (rows.length > limit) return { items, next: items.at(-1)!.id };
    return { items, next: bottom === undefined ? null : idAbove(bottom) };
  }

  /** The next slice below `above`, as it begins and ends: the next stretch that has all that is sought, if anything is. */
  function next({ sought }: Filter, above: number, size: number): [from: number, to: number] {
    if (sought.length === 0) return [above, above - size];
    const from = stretches.below(sought, above);
    return [from, from - 1 - ((from - 1) % STRETCH)];
  }

  function inSlices(filter: Filter, top: number, limit: number): Page<EventSummary> {
    const end = performance.now() + MOST;
    const floor = Math.max(number("SELECT min(seq) AS n FROM hookinbox_events"), filter.floor);
    const statement = db.prepare(
      select({ ...filter, where: `${filter.slice} AND ${filter.where}` }, "hookinbox_events e"),
    );
    const rows: Row[] = [];
    for (let [above, size] = [top, SLICE]; above > floor; ) {
      const [from, to] = next(filter, above, size);
      const bottom = Math.max(floor, to);
      const startedAt = performance.now();
      rows.push(...(statement.all(bottom, from, ...filter.values, limit + 1 - rows.length) as Row[]));
      if (rows.length > limit) break;
      above = bottom;
      if (performance.now() > end) return pageOf(rows, limit, above > floor ? above : undefined);
      // Gaps of what was pruned, and filters that cost little, go by in few large steps.
      const took = performance.now() - startedAt;
      if (took < 10) size = Math.min(size * 2, 100_000);
      else if (took > 40) size = Math.max(Math.trunc(size / 2), 1_000);
    }
    return pageOf(rows, limit, undefined);
  }

  /** From an index that names events, newest first: each of them is looked at, up to the time. */
  function oneByOne(filter: Filter, sql: string, asked: readonly Value[], limit: number): Page<EventSummary> {
    const end = performance.now() + MOST;
    const one = db.prepare(select({ ...filter, where: `e.seq = ? AND ${filter.where}` }, "hookinbox_events e"));
    const rows: Row[] = [];
    for (const { seq } of db.prepare(sql).iterate(...asked) as Iterable<Row>) {
      rows.push(...(one.all(seq!, ...filter.values, 1) as Row[]));
      if (rows.length > limit) break;
      if (performance.now() > end) return pageOf(rows, limit, Number(seq));
    }
    return pageOf(rows, limit, undefined);
  }

  /** States that have an index of their own. */
  function fromState(state: "dead" | "running", filter: Filter, top: number, limit: number): Page<EventSummary> {
    const sql = `SELECT DISTINCT d.seq FROM hookinbox_deliveries d WHERE d.state = '${state}' AND d.seq < ? ORDER BY d.seq DESC`;
    return oneByOne(filter, sql, [top], limit);
  }

  function fromWords(query: EventQuery, q: string, top: number, limit: number): Page<EventSummary> {
    const words = matching(q);
    if (words === "") return { items: [], next: null };
    const sql = "SELECT rowid AS seq FROM search.words WHERE words MATCH ? AND rowid < ? ORDER BY rowid DESC";
    return oneByOne(filterWith({ ...query, q: undefined }, false), sql, [words, top], limit);
  }

  const filterWith = (query: EventQuery, byWords: boolean): Filter => ({
    ...filterOf(query, byWords),
    slice: query.state === "pending" ? PENDING : ANY,
    floor: query.after === undefined ? 0 : floorOf(query.after),
    sought: soughtOf(query),
  });

  function soughtOf({ source, type, destination }: EventQuery): Sought[] {
    const ofType = type === undefined ? undefined : stretches.ofType(type);
    return [
      ...(source === undefined ? [] : [{ kind: "source", names: [source] } as const]),
      ...(destination === undefined ? [] : [{ kind: "destination", names: [destination] } as const]),
      ...(ofType === undefined ? [] : [ofType]),
    ];
  }

  /**
   * An id is made when its request has come, or later (a release), and commits overtake each other by no more than what is
   * in flight at once.
   */
  function floorOf(after: number): number {
    const hex = Math.max(0, Math.trunc(after - SKEW))
      .toString(16)
      .padStart(12, "0");
    const first = `evt_${hex.slice(0, 8)}-${hex.slice(8)}`;
    const row = db.prepare("SELECT seq FROM hookinbox_events WHERE id >= ? ORDER BY id LIMIT 1").get(first);
    return row ? Number(row.seq) - IN_FLIGHT : number("SELECT max(seq) AS n FROM hookinbox_events") - IN_FLIGHT;
  }

  return (query: EventQuery): Page<EventSummary> => {
    const limit = pageSize(query.limit);
    const byWords = query.q !== undefined && hasIndex();
    const filter = filterWith(query, byWords);
    const newest = number("SELECT max(seq) AS n FROM hookinbox_events") + 1;
    const top =
      query.before === undefined ? newest : number("SELECT seq AS n FROM hookinbox_events WHERE id = ?", query.before);
    if (query.ids !== undefined) {
      const where = `e.id IN (SELECT value FROM json_each(?)) AND e.seq < ? AND ${filter.where}`;
      const values = [JSON.stringify(query.ids), top, ...filter.values, limit + 1];
      return pageOf(all(select({ ...filter, where }, "hookinbox_events e"), values), limit, undefined);
    }
    if (query.state === "dead" || query.state === "running") return fromState(query.state, filter, top, limit);
    if (query.q !== undefined && byWords) return fromWords(query, query.q, top, limit);
    return inSlices(filter, top, limit);
  };
}

/** Words as FTS5 takes them: all of them, each as it is. They hold no quotation mark. */
const matching = (q: string): string =>
  askedFor(q)
    .map((word) => `"${word}"`)
    .join(" ");

function filterOf(query: EventQuery, byWords: boolean): Pick<Filter, "where" | "values"> {
  const [where, values]: [string[], Value[]] = [["true"], []];
  const filter = (sql: string, ...bound: Value[]) => {
    where.push(sql);
    values.push(...bound);
  };
  if (query.source !== undefined) filter("e.source = ?", query.source);
  if (query.type?.endsWith("*"))
    filter("substr(e.type, 1, ?) = ?", [...query.type].length - 1, query.type.slice(0, -1));
  else if (query.type !== undefined) filter("e.type = ?", query.type);
  if (query.after !== undefined) filter("e.received_at >= ?", query.after);
  if (query.until !== undefined) filter("e.received_at < ?", query.until);
  if (query.q !== undefined && byWords) {
    const words = matching(query.q);
    if (words === "") filter("false");
    else filter("EXISTS (SELECT 1 FROM search.words w WHERE w.words MATCH ? AND w.rowid = e.seq)", words);
  } else if (query.q !== undefined)
    filter("instr(lower(e.id || ' ' || coalesce(e.key, '') || ' ' || e.type), ?) > 0", query.q.toLowerCase());
  if (query.destination !== undefined)
    filter(
      "EXISTS (SELECT 1 FROM hookinbox_deliveries o WHERE o.seq = e.seq AND o.destination = ?)",
      query.destination,
    );
  if (query.state !== undefined) filter(`${RANK} = ?`, RANKS.indexOf(query.state));
  return { where: where.join(" AND "), values };
}
