import { deliveryId } from "../../ids.ts";
import { IN_LANE, LAST_DUE } from "../due.ts";
import { eventState } from "../event-state.ts";
import { DEAD_MOST, type DeadDelivery, type DeadQuery, FEED_MOST, type Feed, type FeedQuery } from "../history.ts";
import { type EventDetail, type EventQuery, type EventSummary, type Page, pageSize } from "../store.ts";
import { askedFor, wordsOf } from "../words.ts";
import { idOf, isReplaced, type Row, type Rows, summary } from "./rows.ts";

/** Answers to those who look. `search`: by words of headers and bodies as well. */
export function createArchive(rows: Rows, search: boolean) {
  const { events } = rows;

  const isOfType = (type: string, asked: string): boolean =>
    asked.endsWith("*") ? type.startsWith(asked.slice(0, -1)) : type === asked;

  const hasPart = ({ id, key, type }: Row, q: string): boolean =>
    [id, key ?? "", type].some((text) => text.toLowerCase().includes(q.toLowerCase()));

  function hasWords(row: Row, q: string): boolean {
    const [asked, there] = [askedFor(q), new Set(wordsOf(row))];
    return asked.length > 0 && asked.every((word) => there.has(word));
  }

  function list(query: EventQuery): Page<EventSummary> {
    const limit = pageSize(query.limit);
    const all = [...events.values()].reverse();
    const start = query.before === undefined ? 0 : all.findIndex((row) => row.id === query.before) + 1;
    const fits = search ? hasWords : hasPart;
    const matches = (row: Row) =>
      (query.source === undefined || row.source === query.source) &&
      (query.type === undefined || isOfType(row.type, query.type)) &&
      (query.state === undefined || eventState(row.deliveries) === query.state) &&
      (query.destination === undefined || row.deliveries.some((d) => d.destination === query.destination)) &&
      (query.after === undefined || row.receivedAt >= query.after) &&
      (query.until === undefined || row.receivedAt < query.until) &&
      (query.ids === undefined || query.ids.includes(row.id)) &&
      (query.q === undefined || fits(row, query.q));
    const found = all.slice(start).filter(matches);
    const items = found.slice(0, limit).map(summary);
    return { items, next: found.length > limit ? items[items.length - 1]!.id : null };
  }

  function get(id: string): EventDetail | undefined {
    const row = events.get(id);
    if (!row) return undefined;
    const deliveries = row.deliveries.map((d) => ({
      id: deliveryId(id, d.n),
      destination: d.destination,
      state: d.state,
      dueAt: d.state === "pending" && d.dueAt <= LAST_DUE ? d.dueAt : null,
      crashes: d.crashes,
      lane: d.lane?.key ?? null,
      waitsFor: d.dueAt === IN_LANE && d.lane?.holder ? idOf(d.lane.holder) : null,
      holdsLane: d.lane?.holder === d,
      attempts: [...d.attempts],
    }));
    const { headers, repeats, firstRepeatAt, lastRepeatAt } = row;
    return { ...summary(row), headers, repeats, firstRepeatAt, lastRepeatAt, deliveries };
  }

  function feed({ after }: FeedQuery): Feed {
    const from = after === undefined ? rows.seq : Number(after);
    const cursor = String(rows.seq);
    if (!(from >= 0 && from <= rows.seq)) return { items: [], cursor, lost: true };
    const newer = [...events.values()].filter((row) => row.seq > from);
    if (newer.length > FEED_MOST) return { items: [], cursor, lost: true };
    return { items: newer.map(summary), cursor, lost: false };
  }

  function dead({ destination, limit = DEAD_MOST }: DeadQuery): DeadDelivery[] {
    return [...events.values()]
      .reverse()
      .flatMap((row) => row.deliveries.filter((d) => d.state === "dead" && !isReplaced(d)))
      .filter((d) => destination === undefined || d.destination === destination)
      .slice(0, Math.min(limit, DEAD_MOST))
      .map((d) => ({
        event: d.event.id,
        destination: d.destination,
        receivedAt: d.event.receivedAt,
        error: d.attempts.at(-1)?.error ?? null,
      }));
  }

  return { list, get, body: (id: string) => events.get(id)?.body, feed, dead };
}
