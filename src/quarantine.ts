import { newQuarantineId } from "./ids.ts";
import type { InboxStore, NewQuarantined } from "./stores/store.ts";
import type { Inbound } from "./types.ts";

/** Requests wait this long to be written together, in ms. */
const DELAY = 100;
/** Characters of a URL that are kept. */
const URL_LIMIT = 4096;

export interface Quarantine {
  /** Keeps a refused request, unless its source has had its share of late. Never throws, never waits. */
  keep(source: string, inbound: Inbound, reason: string, detail: string): void;
  /** Writes what waits. */
  flush(): Promise<void>;
}

interface Bucket {
  tokens: number;
  filledAt: number;
}

/**
 * Takes refused requests off the path of the good ones: at most `rate` a second for each source (and ten seconds' worth
 * at once), written now and then, so that a flood of forgeries costs neither disk nor commits.
 */
export function createQuarantine(store: InboxStore, rate: number, failed: (cause: unknown) => void): Quarantine {
  const burst = Math.max(1, rate * 10);
  const buckets = new Map<string, Bucket>();
  let waiting: NewQuarantined[] = [];
  let timer: NodeJS.Timeout | undefined;

  function hasRoom(source: string, now: number): boolean {
    const bucket = buckets.get(source) ?? { tokens: burst, filledAt: now };
    buckets.set(source, bucket);
    bucket.tokens = Math.min(burst, bucket.tokens + (Math.max(0, now - bucket.filledAt) / 1000) * rate);
    bucket.filledAt = now;
    if (bucket.tokens < 1) return false;
    bucket.tokens -= 1;
    return true;
  }

  async function flush(): Promise<void> {
    clearTimeout(timer);
    timer = undefined;
    const batch = waiting;
    waiting = [];
    if (batch.length > 0) await store.quarantine(batch).catch(failed);
  }

  return {
    keep(source, { method, url, headers, body, receivedAt }, reason, detail) {
      if (!hasRoom(source, receivedAt)) return;
      const id = newQuarantineId(receivedAt);
      waiting.push({ id, source, reason, detail, method, url: url.slice(0, URL_LIMIT), headers, body, receivedAt });
      timer ??= setTimeout(flush, DELAY);
    },
    flush,
  };
}
