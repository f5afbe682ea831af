import { toMs } from "../durations.ts";
import type { Duration } from "../types.ts";

export interface WaitOptions {
  /** How long it is tried, on the machine's own time. Default 5 s. */
  readonly timeout?: Duration;
  /** The pause between two tries. Default 10 ms. */
  readonly every?: Duration;
}

/**
 * Calls a function until it gives something truthy, and gives that. One that throws is called again, so that assertions may
 * stand in it (`return true` after them). When the time is up, rejects with what it threw last.
 *
 * @example await waitFor(async () => (await inbox.event(id))?.state === "done")
 */
export async function waitFor<T>(
  fn: () => T | Promise<T>,
  { timeout = "5s", every = 10 }: WaitOptions = {},
): Promise<Exclude<Awaited<T>, false | null | undefined | 0 | "">> {
  const limit = toMs(timeout);
  const end = performance.now() + limit;
  for (;;) {
    let cause: unknown;
    try {
      const value = await fn();
      if (value) return value as Exclude<Awaited<T>, false | null | undefined | 0 | "">;
      cause = new Error(`waitFor: still ${String(value)} after ${limit} ms`);
    } catch (error) {
      cause = error;
    }
    if (performance.now() >= end) throw cause;
    await new Promise((resolve) => setTimeout(resolve, toMs(every)));
  }
}
