import type { EventHead, HeaderBag } from "../../types.ts";
import type { Lease, NewEvent } from "../store.ts";

/**
 * A batch of events as it crosses to the writer's thread: columns, and one buffer with all bodies that is moved, not
 * copied. (A body is often a view into a larger pooled buffer, all of which a structured clone would copy.)
 */
export interface EventBatch {
  readonly now: number;
  readonly ids: string[];
  readonly sources: string[];
  readonly keys: (string | null)[];
  readonly types: string[];
  readonly headers: string[];
  readonly receivedAts: number[];
  readonly sizes: number[];
  /** Names joined by a newline; empty: none. */
  readonly destinations: string[];
  readonly syncs: boolean[];
  readonly bodies: Uint8Array<ArrayBuffer>;
}

export function packEvents(events: readonly NewEvent[], now: number): EventBatch {
  const total = events.reduce((sum, event) => sum + event.body.length, 0);
  const batch: EventBatch = {
    now,
    ids: [],
    sources: [],
    keys: [],
    types: [],
    headers: [],
    receivedAts: [],
    sizes: [],
    destinations: [],
    syncs: [],
    bodies: new Uint8Array(total),
  };
  let offset = 0;
  for (const event of events) {
    batch.ids.push(event.id);
    batch.sources.push(event.source);
    batch.keys.push(event.key);
    batch.types.push(event.type);
    batch.headers.push(joinHeaders(event.headers));
    batch.receivedAts.push(event.receivedAt);
    batch.sizes.push(event.body.length);
    batch.destinations.push(event.destinations.join("\n"));
    batch.syncs.push(event.sync === true);
    batch.bodies.set(event.body, offset);
    offset += event.body.length;
  }
  return batch;
}

/** A lease as the writer reads it; its body still stands in SQLite's buffer. */
export interface LeasedRow extends Omit<Lease, "event"> {
  readonly event: EventHead;
  readonly headers: string;
  readonly body: Uint8Array;
}

/** Leases as they cross back: all bodies in one buffer, each event's headers in one string. */
export interface LeaseBatch {
  readonly leases: readonly Omit<LeasedRow, "body">[];
  readonly bodies: Uint8Array;
}

export function packLeases(rows: readonly LeasedRow[]): LeaseBatch {
  const bodies = new Uint8Array(rows.reduce((sum, row) => sum + row.body.length, 0));
  let offset = 0;
  const leases = rows.map(({ body, ...lease }) => {
    bodies.set(body, offset);
    offset += body.length;
    return lease;
  });
  return { leases, bodies };
}

export function unpackLeases({ leases, bodies }: LeaseBatch): Lease[] {
  let offset = 0;
  return leases.map(({ event, headers, ...lease }) => {
    const body = bodies.subarray(offset, offset + event.size);
    offset += event.size;
    return { ...lease, event: { ...event, headers: splitHeaders(headers), body } };
  });
}

/** Headers as they are stored: names and values in turn, a line each. HTTP allows no line break in either. */
export const joinHeaders = (headers: HeaderBag): string => headers.join("\n");
export const splitHeaders = (text: string): string[] => (text === "" ? [] : text.split("\n"));
