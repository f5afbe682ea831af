import { deliveryId } from "../../ids.ts";
import type { DeliveryState } from "../../types.ts";
import { IN_LANE, LAST_DUE } from "../due.ts";
import { eventState } from "../event-state.ts";
import {
  type Attempt,
  type BacklogQuestion,
  type DeliveryDetail,
  type EventDetail,
  type Page,
  pageSize,
  type Quarantined,
  type QuarantinedDetail,
  type QuarantineQuery,
} from "../store.ts";
import { readBacklog } from "./backlog.ts";
import type { Database } from "./driver.ts";
import { createHistory } from "./history.ts";
import { readInstances } from "./instances.ts";
import { createList, type Row, type Value } from "./list.ts";
import { createNotes } from "./notes.ts";
import { readStats } from "./stats.ts";
import { splitHeaders } from "./wire.ts";

/** What an admin asks, on a connection that only reads and a thread of its own: a slow question delays no commit. */
export function createArchive(db: Database, index?: string) {
  const all = (sql: string, values: readonly Value[]) => db.prepare(sql).all(...values) as Row[];
  const one = (sql: string, ...values: Value[]) => db.prepare(sql).get(...values) as Row | undefined;

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
    return all("SELECT * FROM hookinbox_deliveries WHERE seq = ? ORDER BY n", [seq]).map((row) => {
      const [self, holder] = [deliveryId(id, Number(row.n)), row.lane === null ? null : holderOf(row)];
      return {
        id: self,
        destination: String(row.destination),
        state: row.state === "replaced" ? "dead" : (row.state as DeliveryState),
        dueAt: row.state === "pending" && Number(row.due_at) <= LAST_DUE ? Number(row.due_at) : null,
        crashes: Number(row.crashes),
        lane: row.lane as string | null,
        waitsFor: row.due_at === IN_LANE ? holder : null,
        holdsLane: holder === self,
        attempts: attempts(seq, row.n!, row),
      };
    });
  }

  function get(id: string): EventDetail | undefined {
    const row = one(
      `SELECT e.seq, e.id, e.source, e.key, e.type, e.received_at AS receivedAt, e.size,
         (SELECT headers FROM hookinbox_payloads p WHERE p.seq = e.seq) AS headers,
         coalesce(r.repeats, 0) AS repeats, r.first_at AS firstRepeatAt, r.last_at AS lastRepeatAt
       FROM hookinbox_events e LEFT JOIN hookinbox_repeats r ON r.id = e.id WHERE e.id = ?`,
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

  function quarantinedOne(id: string): QuarantinedDetail | undefined {
    const row = one(`SELECT ${REFUSED}, headers, body FROM hookinbox_quarantine WHERE id = ?`, id);
    if (!row) return undefined;
    const { seq: _, headers, ...rest } = row;
    return { ...rest, headers: splitHeaders(headers as unknown as Uint8Array) } as unknown as QuarantinedDetail;
  }

  const body = (id: string) =>
    one("SELECT p.body FROM hookinbox_payloads p JOIN hookinbox_events e ON e.seq = p.seq WHERE e.id = ?", id)
      ?.body as unknown as Uint8Array | undefined;

  return {
    list: createList(db, index),
    get,
    body,
    quarantined,
    quarantinedOne,
    stats: () => readStats(db),
    notes: createNotes(db),
    instances: ({ now }: { now: number }) => readInstances(db, now),
    backlog: ({ ask, now }: { ask: BacklogQuestion; now: number }) => readBacklog(db, ask, now),
    ...createHistory(db),
  };
}
