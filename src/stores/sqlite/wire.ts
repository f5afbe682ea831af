import type { HeaderBag } from "../../types.ts";
import type { NewEvent } from "../store.ts";

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

/** Headers as they are stored: names and values in turn, a line each. HTTP allows no line break in either. */
export const joinHeaders = (headers: HeaderBag): string => headers.join("\n");
export const splitHeaders = (text: string): string[] => (text === "" ? [] : text.split("\n"));
