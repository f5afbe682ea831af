import type { EventHead, HeaderBag } from "../../types.ts";
import type { Lease, NewEvent, NewLane } from "../store.ts";

/** What many events of a batch share, as few sources send few types: it crosses once. */
export interface Kind {
  readonly source: string;
  readonly type: string;
  readonly destinations: readonly string[];
  readonly sync: boolean;
}

/**
 * What crosses between the threads: columns, and one buffer for all bytes. (A body is often a view into a larger pooled
 * buffer, all of which a structured clone would copy; and headers that cross as bytes are bound as bytes, where strings
 * would be made and read again: 3 of the 75 µs of an event.)
 */
export interface EventBatch {
  readonly now: number;
  readonly kinds: Kind[];
  /** Of each event, where its kind stands in `kinds`. */
  readonly kindAts: number[];
  readonly ids: string[];
  readonly keys: (string | null)[];
  readonly receivedAts: number[];
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
    kinds: [],
    kindAts: [],
    ids: [],
    keys: [],
    receivedAts: [],
    lanes: events.some((event) => event.lanes)
      ? events.map(({ lanes, sync }) => (sync ? undefined : lanes))
      : undefined,
    headerSizes,
    sizes: [],
    bytes,
  };
  let offset = 0;
  for (const [i, event] of events.entries()) {
    batch.kindAts.push(kindAt(batch.kinds, event));
    batch.ids.push(event.id);
    batch.keys.push(event.key);
    batch.receivedAts.push(event.receivedAt);
    batch.sizes.push(event.body.length);
    offset += bytes.write(headers[i]!, offset);
    bytes.set(event.body, offset);
    offset += event.body.length;
  }
  return batch;
}

/** So many kinds are looked through; where every event is of another kind, each brings its own. */
const LOOKED_AT = 8;

function kindAt(kinds: Kind[], { source, type, destinations, sync = false }: NewEvent): number {
  for (let i = kinds.length - 1; i >= 0 && i >= kinds.length - LOOKED_AT; i--) {
    const kind = kinds[i]!;
    if (kind.type === type && kind.source === source && kind.destinations === destinations && kind.sync === sync)
      return i;
  }
  return kinds.push({ source, type, destinations, sync }) - 1;
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
