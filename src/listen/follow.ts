import { setTimeout as sleep } from "node:timers/promises";
import { isHookinboxError } from "../errors.ts";
import type { EventSummary } from "../stores/store.ts";
import type { Instant } from "../types.ts";
import { type Remote, SILENCE, type Told } from "./remote.ts";

/** What comes, in order: an event, or only a cursor that has moved. */
export interface Item {
  /** To go on from after it; left out: from where it was. */
  readonly cursor?: string;
  readonly event?: EventSummary;
  /** What was received before was told. */
  readonly at?: Instant;
}

/** The state of the link, for people. */
export type LinkNews =
  | { readonly kind: "connected"; readonly again: boolean; readonly after: number }
  | { readonly kind: "lost"; readonly reason: string }
  | { readonly kind: "behind"; readonly count: number };

export interface FollowOptions {
  readonly remote: Remote;
  /** To go on from; left out: from now on. */
  readonly cursor?: string;
  /** Events that are known already. */
  readonly seen: readonly string[];
  /** Received from this time on: looked for in the store when the stream cannot tell them any more. */
  readonly lastAt?: Instant;
  /** Begins with what was received since then, whatever the cursor. */
  readonly since?: Instant;
  readonly signal: AbortSignal;
  readonly tell: (news: LinkNews) => void;
}

export interface Following {
  /** The next one. Rejects where going on makes no sense: `LISTEN_REFUSED`. */
  take(): Promise<Item>;
  /** Those that come after it, as far as they are known already. */
  ahead(count: number): readonly Item[];
}

/** More than this is not heard ahead: the link is let go, and taken up again from its cursor. */
const MOST_AHEAD = 20_000;
const FEW = 500;
const KNOWN = 50_000;
/** Waits between two tries, in ms. */
const WAITS = [250, 500, 1_000, 2_000, 4_000, 8_000];
/** Commits do not come quite in the order of receipt: so much is looked at twice, in ms. */
const SLACK = 60_000;

/** Follows a stream through every loss of its link. What was told once is not told again; what was missed is looked up. */
export function follow(options: FollowOptions): Following {
  const { remote, signal, tell } = options;
  const queue: Item[] = [];
  const seen = new Set(options.seen);
  let cursor = options.cursor;
  let { lastAt, since } = options;
  let failure: unknown;
  let wake = (): void => {};

  function put(item: Item): void {
    queue.push(item);
    wake();
  }

  function putEvent(event: EventSummary): void {
    if (seen.has(event.id)) {
      put({ cursor });
      return;
    }
    seen.add(event.id);
    if (seen.size > KNOWN) seen.delete(seen.values().next().value as string);
    lastAt = event.receivedAt;
    put({ cursor, event, at: lastAt });
  }

  /** From the store's own list, oldest first: what the stream cannot tell any more. The cursor stays until all are put. */
  async function lookUp(after: Instant): Promise<void> {
    const found: EventSummary[] = [];
    let before: string | undefined;
    do {
      const page = await remote.since(after, before, signal);
      for (const event of page.items) if (!seen.has(event.id)) found.push(event);
      before = page.next ?? undefined;
    } while (before !== undefined);
    if (found.length > 0) tell({ kind: "behind", count: found.length });
    for (const event of found.reverse()) putEvent(event);
  }

  async function take(told: Told): Promise<void> {
    if (told.kind === "ready" && since !== undefined) {
      // From within the stream: nothing falls between the list and what the stream tells.
      await lookUp(since);
      since = undefined;
    }
    if (told.kind === "resync" && lastAt !== undefined) await lookUp(lastAt - SLACK);
    cursor = told.cursor;
    if (told.kind === "event") return putEvent(told.data);
    // Who has had no event yet goes back to here.
    if (told.kind === "ready") lastAt ??= told.data.at;
    put({ cursor, at: lastAt });
  }

  /** One link, from its beginning to its end. */
  async function link(begun: number, again: boolean): Promise<never> {
    const cut = new AbortController();
    const either = AbortSignal.any([signal, cut.signal]);
    // One after the other, so that the order holds, and nothing is taken after what failed.
    let taking: Promise<void> = Promise.resolve();
    const hear = (told: Told): void => {
      if (told.kind === "ready") tell({ kind: "connected", again, after: performance.now() - begun });
      taking = taking.then(() => take(told));
      taking.catch(() => cut.abort());
      if (queue.length > MOST_AHEAD) cut.abort();
    };
    try {
      await remote.stream(cursor, hear, either);
    } catch (error) {
      if (!cut.signal.aborted) throw error;
    } finally {
      await taking;
    }
    while (queue.length > FEW) await sleep(50, undefined, { signal });
    throw new Error("the server ended the stream");
  }

  /** Tries again for as long as that may help, a little later each time. */
  async function run(): Promise<void> {
    let failures = 0;
    let begun = performance.now();
    for (let again = false; !signal.aborted; again = true) {
      const tried = performance.now();
      try {
        await link(begun, again);
      } catch (error) {
        if (signal.aborted || isHookinboxError(error)) throw error;
        // A link that held for a while is not the same trouble any more.
        if (performance.now() - tried > SILENCE) failures = 0;
        if (failures === 0) begun = performance.now();
        tell({ kind: "lost", reason: reasonOf(error) });
        await sleep(WAITS[Math.min(failures++, WAITS.length - 1)], undefined, { signal });
      }
    }
  }

  run().catch((error: unknown) => {
    failure = error;
    wake();
  });

  return {
    async take() {
      while (queue.length === 0) {
        if (failure !== undefined) throw failure;
        await new Promise<void>((resolve) => (wake = resolve));
      }
      return queue.shift() as Item;
    },
    ahead: (count) => queue.slice(0, count),
  };
}

export function reasonOf(error: unknown): string {
  const { code, message = String(error) } = (error ?? {}) as { code?: string; message?: string };
  if (code === "UND_ERR_BODY_TIMEOUT") return `nothing was heard for ${SILENCE / 1000} s: the link is dead`;
  if (code === "UND_ERR_CONNECT_TIMEOUT" || code === "UND_ERR_HEADERS_TIMEOUT") return "it does not answer";
  if (code === "UND_ERR_SOCKET" || code === "ECONNRESET") return "the link was cut";
  if (code === "ECONNREFUSED") return "nothing listens there (ECONNREFUSED)";
  return code ?? message;
}
