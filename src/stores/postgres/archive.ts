import { deliveryId } from "../../ids.ts";
import type { DeliveryState } from "../../types.ts";
import { IN_LANE, LAST_DUE } from "../due.ts";
import { eventState } from "../event-state.ts";
import {
  type Attempt,
  type DeliveryDetail,
  type EventDetail,
  type Page,
  pageSize,
  type Quarantined,
  type QuarantineQuery,
} from "../store.ts";
import type { Database, Row } from "./database.ts";
import { createHistory } from "./history.ts";
import { createList, HEAD, head } from "./list.ts";
import { readUuid, splitHeaders, toEventId } from "./text.ts";

const REFUSED = "id, source, reason, detail, method, url, received_at, size";

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
export function createArchive(db: Database, search: boolean) {
  const s = db.schema;

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
        const [self, holder] = [
          deliveryId(id, n),
          row.holder ? deliveryId(toEventId(row.holder), Number(row.holder_n)) : null,
        ];
        return {
          id: self,
          destination: String(row.destination),
          state: row.state === "replaced" ? "dead" : (row.state as DeliveryState),
          dueAt: row.state === "pending" && Number(row.due_at) <= LAST_DUE ? Number(row.due_at) : null,
          crashes: tries.filter((one) => one.outcome === "crashed").length,
          lane: typeof row.lane === "string" ? row.lane : null,
          waitsFor: row.due_at === IN_LANE ? holder : null,
          holdsLane: holder === self,
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
      `SELECT ${HEAD}, e.headers, coalesce(r.repeats, 0) AS repeats, r.first_at, r.last_at
       FROM ${s}.events e LEFT JOIN ${s}.repeats r ON r.id = e.id WHERE e.id = $1`,
      [event],
    );
    if (!row) return undefined;
    const owed = await deliveries(id, event);
    return {
      ...head(row),
      headers: splitHeaders(String(row.headers)),
      repeats: Number(row.repeats),
      firstRepeatAt: typeof row.first_at === "number" ? row.first_at : null,
      lastRepeatAt: typeof row.last_at === "number" ? row.last_at : null,
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

  return { list: createList(db, search), get, body, quarantined, quarantinedOne, ...createHistory(db) };
}

function groupByN(rows: readonly Row[]): Map<number, Row[]> {
  const groups = new Map<number, Row[]>();
  for (const row of rows) groups.set(Number(row.n), [...(groups.get(Number(row.n)) ?? []), row]);
  return groups;
}
