import { createHash } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { isHookinboxError } from "../errors.ts";
import { matcher } from "../routes.ts";
import type { EventSummary } from "../stores/store.ts";
import { type Following, type Item, reasonOf } from "./follow.ts";
import type { Original, Remote } from "./remote.ts";

/** An event with its bytes; `gone`: the server does not keep them any more. */
export interface Relayed {
  readonly event: EventSummary;
  readonly original: Original | "gone";
}

export interface Next {
  readonly item: Item;
  /** Left out: the cursor moved, and there is nothing for this listener. */
  readonly relayed?: Relayed;
}

export interface RelayOptions {
  readonly remote: Remote;
  readonly following: Following;
  readonly signal: AbortSignal;
  /** Patterns: `issues.*`. None: all. */
  readonly types: readonly string[];
  /** Of several listeners that share the events, this one's part. */
  readonly share?: { readonly part: number; readonly of: number };
  /** The bytes of the event whose turn it is do not come; told once for each. */
  readonly waiting: (event: EventSummary, reason: string) => void;
}

/** Events whose bytes are on the way at once: on a far server each takes as long as a round trip. */
const AHEAD = 16;
/** Bytes of bodies that may be on the way, the next one's apart. */
const MOST_BYTES = 64 * 1024 * 1024;
const WAITS = [250, 500, 1_000, 2_000, 4_000];

/** What is for this listener, in order, with its bytes: those of the next ones are fetched while one is handled. */
export function createRelay(options: RelayOptions): { next(): Promise<Next> } {
  const { remote, following, signal, types, share, waiting } = options;
  const matchers = types.map((pattern) => matcher(pattern));
  const loading = new Map<string, Promise<Original | "gone">>();
  /** The event whose turn it is, until it was said that it waits. */
  let turn: string | undefined;

  const isMine = ({ event }: Item): boolean =>
    event !== undefined &&
    (matchers.length === 0 || matchers.some((matches) => matches(event.type))) &&
    (share === undefined || shareOf(event.id, share.of) === share.part);

  function load(event: EventSummary): Promise<Original | "gone"> {
    const { id } = event;
    const known = loading.get(id);
    if (known) return known;
    const failed = (error: unknown): void => {
      if (turn !== id) return;
      turn = undefined;
      waiting(event, reasonOf(error));
    };
    const promise = persist(() => remote.original(id, signal), signal, failed);
    // It is waited for when its turn comes; until then its failure is nobody's.
    promise.catch(() => {});
    loading.set(id, promise);
    return promise;
  }

  function loadAhead(): void {
    let bytes = 0;
    for (const item of following.ahead(AHEAD)) {
      if (!isMine(item)) continue;
      bytes += (item.event as EventSummary).size;
      if (bytes > MOST_BYTES) return;
      void load(item.event as EventSummary);
    }
  }

  return {
    async next() {
      const item = await following.take();
      const { event, ...moved } = item;
      if (!event || !isMine(item)) return { item: moved };
      turn = event.id;
      const original = load(event);
      loadAhead();
      const relayed = { event, original: await original };
      loading.delete(event.id);
      return { item, relayed };
    },
  };
}

/** Which part of how many an event belongs to, from 1: the same for every listener. */
export const shareOf = (id: string, of: number): number =>
  (createHash("sha256").update(id).digest().readUInt32BE(0) % of) + 1;

async function persist<T>(work: () => Promise<T>, signal: AbortSignal, failed: (error: unknown) => void): Promise<T> {
  for (let tries = 0; ; tries++) {
    try {
      return await work();
    } catch (error) {
      if (signal.aborted || isHookinboxError(error)) throw error;
      failed(error);
      await sleep(WAITS[Math.min(tries, WAITS.length - 1)], undefined, { signal });
    }
  }
}
