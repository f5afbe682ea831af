import { storable } from "./examine.ts";
import { newEventId } from "./ids.ts";
import type { Source } from "./source.ts";
import type { NewEvent } from "./stores/store.ts";
import type { EventHead, HeaderBag } from "./types.ts";

/** What a person changes of an event before it is delivered again. What is left out stays as it was. */
export interface Edit {
  readonly headers?: HeaderBag;
  readonly body?: Uint8Array;
  readonly type?: string;
  /** Only to this one; left out: to all that the event is routed to today. */
  readonly destination?: string;
}

export interface Edited {
  /** Of the new event. */
  readonly id: string;
  readonly deliveries: readonly string[];
}

/**
 * The new event of an edited replay. Its key is null: it is nobody's repeat, and what the provider sends under the first
 * one's key is none of it.
 */
export function toEdited(
  source: Source,
  first: EventHead & { headers: HeaderBag },
  body: Uint8Array,
  edit: Edit,
): NewEvent {
  const type = edit.type === undefined ? first.type : storable(edit.type);
  const event: NewEvent = {
    id: newEventId(),
    source: first.source,
    key: null,
    type,
    headers: edit.headers ?? first.headers,
    body: edit.body ?? body,
    receivedAt: Date.now(),
    destinations: edit.destination === undefined ? source.owed(type) : [edit.destination],
  };
  if (!source.lanes) return event;
  const payload = source.verifier.parse({ ...event, method: "POST", url: "/" });
  return { ...event, lanes: source.lanes(event, payload) };
}
