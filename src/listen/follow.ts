import { setTimeout as sleep } from "node:timers/promises";
import { isHookinboxError } from "../errors.ts";
import type { EventSummary } from "../stores/store.ts";
import { type Remote, SILENCE, type Told } from "./remote.ts";

/** What comes, in order: an event, or only a cursor that has moved. */
export interface Item {
  readonly cursor: string;
  readonly event?: EventSummary;
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
  readonly lastAt?: number;
  /** Begins with what was received since then, whatever the cursor. */
  readonly since?: number;
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
  let { lastAt } = options;
  let failure: unknown;
  let wake = (): void => {};

  function put(item: Item): void {
    queue.push(item);
    wake();
  }

  function putEvent(event: EventSummary, at: string): void {
    if (seen.has(event.id)) {
      put({ cursor: at });
      return;
    }
    seen.add(event.id);
    if (seen.size > KNOWN) seen.delete(seen.values().next().value as string);
    lastAt = event.receivedAt;
    put({ cursor: at, event });
  }

  /** From the store's own list, oldest first: what the stream cannot tell any more. */
  async function lookUp(after: number, at: string): Promise<void> {
    const found: EventSummary[] = [];
    let before: string | undefined;
    do {
      const page = await remote.since(after, before, signal);
      for (const event of page.items) if (!seen.has(event.id)) found.push(event);
      before = page.next ?? undefined;
    } while (before !== undefined);
    if (found.length > 0) tell({ kind: "behind", count: found.length });
    for (const event of found.reverse()) putEvent(event, at);
  }

  /** One link, from its beginning to its end. */
  async function link(begun: number, again: boolean): Promise<void> {
    const cut = new AbortController();
    const either = AbortSignal.any([signal, cut.signal]);
    let looking: Promise<void> = Promise.resolve();
    let failed: unknown;
    const hear = (told: Told): void => {
      if (told.kind === "ready") tell({ kind: "connected", again, after: performance.now() - begun });
      if (told.kind === "resync" && lastAt !== undefined) {
        const after = lastAt - SLACK;
        looking = looking.then(() => lookUp(after, told.cursor));
      }
      // After what is being looked up, so that the order holds, and a cursor never passes what it stands for.
      looking = looking
        .then(() => {
          cursor = told.cursor;
          if (told.kind === "event") putEvent(told.data, told.cursor);
          else put({ cursor: told.cursor });
        })
        .catch((error: unknown) => {
          failed ??= error;
          cut.abort();
        });
      if (queue.length > MOST_AHEAD) cut.abort();
    };
    try {
      await remote.stream(cursor, hear, either);
    } catch (error) {
      if (!cut.signal.aborted) throw error;
    } finally {
      await looking;
    }
    if (failed) throw failed;
  }

  async function run(): Promise<void> {
    if (options.since !== undefined) await persist(() => lookUp(options.since as number, cursor ?? ""));
    await persist(async (begun, again) => {
      await link(begun, again);
      while (queue.length > FEW) await sleep(50, undefined, { signal });
      throw new Error("the server ended the stream");
    });
  }

  /** Tries again for as long as that may help, a little later each time. */
  async function persist(work: (begun: number, again: boolean) => Promise<void>): Promise<void> {
    let failures = 0;
    let begun = performance.now();
    for (let again = false; !signal.aborted; again = true) {
      const tried = performance.now();
      try {
        return await work(begun, again);
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
