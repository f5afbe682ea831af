import type { StreamMessage } from "../../../../src/client/stream.ts";
import type { EventSummary } from "../../shapes.ts";

/** A live list keeps this many; what is pushed out is loaded again by whoever scrolls there. */
const KEPT = 500;

export interface Feed {
  /** Newest first. */
  readonly items: readonly EventSummary[];
  /** Goes into the next question; `undefined`: there is nothing older. */
  readonly older: { readonly before?: string; readonly until?: number } | undefined;
  /** Came in since, and waits for a look at the top of the list. */
  readonly held: readonly EventSummary[];
}

export const EMPTY: Feed = { items: [], older: undefined, held: [] };

/** The first page, or the same one again: what is known already and older stays, and so does how far back was looked. */
export function withFirst(feed: Feed, page: { items: readonly EventSummary[]; next: string | null }): Feed {
  const oldest = page.items.at(-1);
  const known = new Set(page.items.map(({ id }) => id));
  const meets = oldest !== undefined && feed.items.some(({ id }) => known.has(id));
  const rest = meets ? feed.items.filter(({ id, receivedAt }) => !known.has(id) && receivedAt < oldest.receivedAt) : [];
  const items = [...page.items, ...rest];
  const next = page.next === null ? undefined : { before: page.next };
  // With the same last one, what was looked through behind it since is not looked through again.
  const goesOn = rest.length > 0 || (meets && feed.items.at(-1)?.id === oldest.id && feed.older?.until === undefined);
  return { items, older: goesOn ? feed.older : next, held: [] };
}

export function withOlder(feed: Feed, page: { items: readonly EventSummary[]; next: string | null }): Feed {
  const known = new Set(feed.items.map(({ id }) => id));
  const items = [...feed.items, ...page.items.filter(({ id }) => !known.has(id))];
  return { ...feed, items, older: page.next === null ? undefined : { before: page.next } };
}

/** What the stream said: new ones on top, or held back while somebody reads further down; states where they changed. */
export function withBatch(
  feed: Feed,
  batch: readonly StreamMessage[],
  { fits, hold }: { fits: (event: EventSummary) => boolean; hold: boolean },
): Feed {
  const states = new Map<string, EventSummary["state"]>();
  const arrived = new Map<string, EventSummary>();
  for (const message of batch) {
    if (message.kind === "state") states.set(message.data.id, message.data.state);
    else if (message.kind === "event" && fits(message.data)) arrived.set(message.data.id, message.data);
  }
  if (states.size === 0 && arrived.size === 0) return feed;
  const turned = <T extends EventSummary>(event: T): T => {
    const state = states.get(event.id);
    return state === undefined || state === event.state ? event : { ...event, state };
  };
  let items = feed.items.map((event) => {
    arrived.delete(event.id);
    return turned(event);
  });
  let held = feed.held.map((event) => {
    arrived.delete(event.id);
    return turned(event);
  });
  const fresh = [...arrived.values()].map(turned).reverse();
  let { older } = feed;
  if (hold) held = [...fresh, ...held].slice(0, KEPT);
  else {
    items = [...fresh, ...items];
    if (items.length > KEPT && fresh.length > 0) {
      items = items.slice(0, KEPT);
      older = { until: (items.at(-1) as EventSummary).receivedAt + 1 };
    }
  }
  return { items, older, held };
}

/** What was held back goes on top. */
export function released(feed: Feed): Feed {
  if (feed.held.length === 0) return feed;
  const items = [...feed.held, ...feed.items];
  if (items.length <= KEPT) return { ...feed, items, held: [] };
  const kept = items.slice(0, KEPT);
  return { items: kept, older: { until: (kept.at(-1) as EventSummary).receivedAt + 1 }, held: [] };
}
