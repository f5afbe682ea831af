import { randomUUID } from "node:crypto";
import type { StreamMessage } from "../../client/stream.ts";
import type { ArchiveStore, EventSummary, Quarantined } from "../../stores/store.ts";

/** How often the store is asked while somebody listens, in ms: what is stored is on the way 100 ms later on average. */
const POLL = 150;
/** And after something was accepted in this process: enough for what comes together to be told together. */
const SOON = 20;
/** Messages that are kept for who comes back: a lost connection misses none of these and gets none twice. */
const KEPT = 5_000;
/** Unfinished events whose state is followed; the oldest makes room. */
const FOLLOWED = 5_000;
/** Those of them that somebody was given lately: followed however many newer ones there are. */
const LOOKED_AT = 1_000;
/** States that are looked up in one poll: those that this process touched first, then others of both kinds in turn. */
const LOOKED_UP = 500;
const IN_TURN = 100;
/** Polls between two looks at quarantine. */
const QUARANTINE_EACH = 3;

/** A message as it is sent. `cursor` is where to go on from after it. */
export interface Told {
  readonly n: number;
  readonly cursor: string;
  readonly message: StreamMessage;
}

export interface Hub {
  /** Hears of everything from `cursor` on, or from now on. Ends with the function that is given back. */
  listen(cursor: string | undefined, listener: (told: Told) => void): Promise<() => void>;
  publish(message: StreamMessage): void;
  /** This process has settled an attempt of an event. */
  touched(event: string): void;
  /** Somebody was given these events: what becomes of those that are open is told. */
  looked(events: readonly EventSummary[]): void;
  /** This process has accepted an event: it is looked for at once. */
  accepted(): void;
}

type Archive = Pick<ArchiveStore, "feed" | "list" | "quarantined">;

/** One reading of the store for all who listen, and none while nobody does. */
export function createHub(
  archive: () => Archive,
  storeName: () => string,
  shown: (q: Quarantined) => Quarantined,
): Hub {
  const run = randomUUID().slice(0, 8);
  const listeners = new Set<(told: Told) => void>();
  /** Those that are still told what they have missed. */
  let joining = 0;
  /** While somebody listens or joins: the cursor is theirs, and no other may set it anew. */
  let awake: Promise<void> | undefined;
  const followed = new Map<string, EventSummary>();
  const lookedAt = new Map<string, EventSummary>();
  const dirty = new Set<string>();
  let kept: Told[] = [];
  let last = 0;
  let feedCursor: string | undefined;
  let newestRefused: string | undefined;
  let polling: Promise<void> | undefined;
  /** Something was accepted since the last look began. */
  let hurry = false;
  let timer: NodeJS.Timeout | undefined;
  let polls = 0;

  /** `<run>-<n>~<feed cursor>`: exact within this run, by the store's own cursor after it. */
  const cursorAt = (n: number, feed: string) => `${run}-${n}~${feed}`;

  function tell(message: StreamMessage, feed = feedCursor ?? ""): void {
    last += 1;
    const told = { n: last, cursor: cursorAt(last, feed), message };
    kept.push(told);
    if (kept.length > KEPT * 2) kept = kept.slice(-KEPT);
    for (const listener of listeners) listener(told);
  }

  function keep(open: Map<string, EventSummary>, event: EventSummary, most: number): void {
    open.delete(event.id);
    if (event.state !== "pending" && event.state !== "running") return;
    open.set(event.id, event);
    if (open.size > most) open.delete(open.keys().next().value as string);
  }

  function follow(event: EventSummary): void {
    keep(followed, event, FOLLOWED);
    if (lookedAt.has(event.id)) keep(lookedAt, event, LOOKED_AT);
  }

  async function pollEvents(): Promise<void> {
    const before = feedCursor;
    const { items, cursor, lost } = await archive().feed({ after: before });
    feedCursor = cursor;
    if (lost) return tell({ kind: "resync", data: { reason: "more events came than can be told" } });
    for (const [i, event] of items.entries()) {
      // Only behind the last one is the whole answer told.
      tell({ kind: "event", data: event }, i === items.length - 1 ? cursor : (before ?? cursor));
      follow(event);
    }
  }

  async function pollStates(): Promise<void> {
    const touched = [...dirty].slice(0, LOOKED_UP);
    for (const id of touched) dirty.delete(id);
    const inTurn = [lookedAt, followed].flatMap((open) => [...open.keys()].slice(0, IN_TURN));
    const ids = [...new Set([...touched, ...inTurn])];
    if (ids.length === 0) return;
    const { items } = await archive().list({ ids, limit: 1000 });
    for (const event of items) {
      const known = followed.get(event.id) ?? lookedAt.get(event.id);
      // What was never told as open is told once it was touched.
      if (known?.state !== event.state)
        tell({ kind: "state", data: { id: event.id, source: event.source, state: event.state } });
      follow(event);
    }
    const found = new Set(items.map((event) => event.id));
    for (const open of [followed, lookedAt]) for (const id of ids) if (!found.has(id)) open.delete(id);
  }

  async function pollQuarantine(): Promise<void> {
    const { items } = await archive().quarantined({ limit: 50 });
    const known = items.findIndex((item) => item.id === newestRefused);
    const fresh = newestRefused === undefined ? [] : items.slice(0, known === -1 ? items.length : known);
    for (const item of fresh.reverse()) tell({ kind: "quarantined", data: shown(item) });
    newestRefused = items[0]?.id ?? newestRefused ?? "";
  }

  async function poll(): Promise<void> {
    try {
      await pollEvents();
      await pollStates();
      if (polls++ % QUARANTINE_EACH === 0) await pollQuarantine();
    } catch {
      // The store says by itself that it is in trouble; the next poll goes on where this one was.
    }
  }

  function schedule(): void {
    timer ??= setTimeout(
      async () => {
        hurry = false;
        polling = poll();
        await polling;
        polling = undefined;
        timer = undefined;
        if (listeners.size > 0) schedule();
        else rest();
      },
      hurry ? SOON : POLL,
    );
    timer.unref();
  }

  function rest(): void {
    if (listeners.size === 0 && joining === 0 && !timer) awake = undefined;
  }

  /** Before the first listener: what was missed while nobody listened is nobody's. */
  async function wake(): Promise<void> {
    feedCursor = (await archive().feed({})).cursor;
    newestRefused = undefined;
    followed.clear();
    kept = [];
    last += 1;
    for (const state of ["running", "pending"] as const)
      for (const event of (await archive().list({ state, limit: 500 })).items.reverse()) follow(event);
    await pollQuarantine();
  }

  /** What came after a cursor that this run does not remember, from the store. */
  async function missed(feed: string, listener: (told: Told) => void): Promise<void> {
    const { items, lost } = await archive().feed({ after: feed });
    if (lost) {
      listener({
        n: 0,
        cursor: cursorAt(last, feedCursor ?? ""),
        message: { kind: "resync", data: { reason: "the cursor is too old" } },
      });
      return;
    }
    for (const event of items) listener({ n: 0, cursor: `~${feed}`, message: { kind: "event", data: event } });
  }

  /** What came after a cursor, from memory or from the store; then, in the same turn, all that comes. */
  async function join(cursor: string | undefined, listener: (told: Told) => void): Promise<void> {
    const asked = /^(?:([0-9a-f]{8})-(\d{1,15}))?~(.{0,6000})$/.exec(cursor ?? "");
    const n = Number(asked?.[2]);
    const remembered =
      asked?.[1] === run && n <= last && (n === last || n >= (kept[0]?.n ?? Number.POSITIVE_INFINITY) - 1);
    if (remembered) {
      for (const told of kept.filter((one) => one.n > n)) listener(told);
    } else if (asked) {
      const begun = last;
      await missed(asked[3] ?? "", listener);
      // What others were told meanwhile came too late for that answer.
      for (const told of kept.filter((one) => one.n > begun)) listener(told);
    } else if (cursor)
      listener({
        n: 0,
        cursor: cursorAt(last, feedCursor ?? ""),
        message: { kind: "resync", data: { reason: "the cursor is not one of ours" } },
      });
    listener({
      n: last,
      cursor: cursorAt(last, feedCursor ?? ""),
      message: { kind: "ready", data: { store: storeName(), at: Date.now() } },
    });
    listeners.add(listener);
    schedule();
  }

  return {
    async listen(cursor, listener) {
      joining += 1;
      try {
        await (awake ??= wake().catch((error: unknown) => {
          awake = undefined;
          throw error;
        }));
        await join(cursor, listener);
      } finally {
        joining -= 1;
        rest();
      }
      return () => void listeners.delete(listener);
    },
    publish: (message) => {
      if (listeners.size > 0) tell(message);
    },
    looked: (events) => {
      for (const event of events) keep(lookedAt, event, LOOKED_AT);
    },
    accepted: () => {
      if (listeners.size === 0 || hurry) return;
      hurry = true;
      if (!timer || polling) return;
      clearTimeout(timer);
      timer = undefined;
      schedule();
    },
    touched: (event) => {
      if (listeners.size === 0) return;
      dirty.add(event);
      if (dirty.size > FOLLOWED) dirty.delete(dirty.values().next().value as string);
    },
  };
}
