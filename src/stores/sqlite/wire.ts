import type { EventHead, HeaderBag } from "../../types.ts";
import type { Lease, NewEvent, NewLane } from "../store.ts";

/**
 * What crosses between the threads: columns, and one buffer for all bytes. (A body is often a view into a larger pooled
 * buffer, all of which a structured clone would copy; and headers that cross as bytes are bound as bytes, where strings
 * would be made and read again: 3 of the 75 µs of an event.)
 */
export interface EventBatch {
  readonly now: number;
  readonly ids: string[];
  readonly sources: string[];
  readonly keys: (string | null)[];
  readonly types: string[];
  readonly receivedAts: number[];
  /** Names joined by a newline; empty: none. */
  readonly destinations: string[];
  readonly syncs: boolean[];
  /** Left out where no delivery of the batch keeps an order. */
  readonly lanes?: (readonly NewLane[] | undefined)[];
  /** Of each event's headers and body, which stand in turn in `bytes`. */
  readonly headerSizes: number[];
  readonly sizes: number[];
  readonly bytes: Uint8Array<ArrayBuffer>;
}

export function packEvents(events: readonly NewEvent[], now: number): EventBatch {
  const headers = events.map((event) => joinHeaders(event.headers));
  const headerSizes = headers.map((text) => Buffer.byteLength(text));
  const total = events.reduce((sum, event, i) => sum + event.body.length + headerSizes[i]!, 0);
  const bytes = Buffer.from(new ArrayBuffer(total));
  const batch: EventBatch = {
    now,
    ids: [],
    sources: [],
    keys: [],
    types: [],
    receivedAts: [],
    destinations: [],
    syncs: [],
    lanes: events.some((event) => event.lanes)
      ? events.map(({ lanes, sync }) => (sync ? undefined : lanes))
      : undefined,
    headerSizes,
    sizes: [],
    bytes,
  };
  let offset = 0;
  for (const [i, event] of events.entries()) {
    batch.ids.push(event.id);
    batch.sources.push(event.source);
    batch.keys.push(event.key);
    batch.types.push(event.type);
    batch.receivedAts.push(event.receivedAt);
    batch.destinations.push(event.destinations.join("\n"));
    batch.syncs.push(event.sync === true);
    batch.sizes.push(event.body.length);
    offset += bytes.write(headers[i]!, offset);
    bytes.set(event.body, offset);
    offset += event.body.length;
  }
  return batch;
}

/** A lease as the writer reads it. */
export interface LeasedRow extends Omit<Lease, "event"> {
  readonly event: EventHead;
  readonly headers: Uint8Array;
  readonly body: Uint8Array;
}

/** Leases as they cross back. */
export interface LeaseBatch {
  readonly leases: readonly (Omit<LeasedRow, "headers" | "body"> & { readonly headerSize: number })[];
  /** Each event's headers and body in turn. */
  readonly bytes: Uint8Array;
}

export function packLeases(rows: readonly LeasedRow[]): LeaseBatch {
  const bytes = new Uint8Array(rows.reduce((sum, { headers, body }) => sum + headers.length + body.length, 0));
  let offset = 0;
  const leases = rows.map(({ headers, body, ...lease }) => {
    bytes.set(headers, offset);
    bytes.set(body, offset + headers.length);
    offset += headers.length + body.length;
    return { ...lease, headerSize: headers.length };
  });
  return { leases, bytes };
}

export function unpackLeases({ leases, bytes }: LeaseBatch): Lease[] {
  let offset = 0;
  return leases.map(({ event, headerSize, ...lease }) => {
    const headers = splitHeaders(bytes.subarray(offset, offset + headerSize));
    const body = bytes.subarray(offset + headerSize, offset + headerSize + event.size);
    offset += headerSize + event.size;
    return { ...lease, event: { ...event, headers, body } };
  });
}

/** Headers as they are stored: names and values in turn, a line each, in UTF-8. HTTP allows no line break in either. */
export const joinHeaders = (headers: HeaderBag): string => headers.join("\n");

export function splitHeaders(stored: Uint8Array): string[] {
  if (stored.length === 0) return [];
  return Buffer.from(stored.buffer, stored.byteOffset, stored.byteLength).toString().split("\n");
}
