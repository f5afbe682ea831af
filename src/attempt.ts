import type { Destination } from "./destinations/destination.ts";
import { delayAfter, isDoNotRetry, isRetryAfter } from "./retry.ts";
import type { Lease, Settlement } from "./stores/store.ts";
import type { Clock } from "./types.ts";

/** Characters of an error's text that are kept. */
const ERROR_LIMIT = 4000;

/** Said for a handler that does not end in its time, and to its signal. */
export class AttemptTimeout extends Error {
  override readonly name = "AttemptTimeout";
}

/** Whatever was thrown, in words: a stack where there is one, as handlers throw strings and nothing as well. */
export function errorText(error: unknown): string {
  const text =
    error instanceof Error ? (error.stack ?? `${error.name}: ${error.message}`) : `thrown: ${describe(error)}`;
  return text.slice(0, ERROR_LIMIT).replaceAll("\u0000", "\ufffd");
}

function describe(value: unknown): string {
  try {
    return typeof value === "string" ? value : (JSON.stringify(value) ?? String(value));
  } catch {
    return Object.prototype.toString.call(value);
  }
}

/** What a failed attempt leads to: another at a time, or the end. */
function afterFailure(error: unknown, lease: Lease, { retry, shared }: Destination, endedAt: number) {
  const text = errorText(error);
  const delay = delayAfter(retry, lease.attempt);
  if (delay === undefined || isDoNotRetry(error))
    return { outcome: "dead", error: text, skip: shared?.skipDead } as const;
  return { outcome: "retry", error: text, retryAt: endedAt + (isRetryAfter(error) ? error.delay : delay) } as const;
}

/**
 * One attempt: delivers within the destination's time, and says how to settle it. Never rejects.
 *
 * A handler that goes on after its time is left behind: its signal has fired, and whatever it still does is fenced off.
 */
export async function attempt(
  lease: Lease,
  destination: Destination,
  controller: AbortController,
  clock: Clock,
): Promise<Settlement> {
  const startedAt = clock();
  const ref = { delivery: lease.delivery, token: lease.token, startedAt };
  if (lease.stale && destination.newest) return { ...ref, endedAt: startedAt, outcome: "stale" };
  let timer: NodeJS.Timeout | undefined;
  const timeUp = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      const error = new AttemptTimeout(`the handler did not end within ${destination.timeout} ms`);
      controller.abort(error);
      reject(error);
    }, destination.timeout);
  });
  try {
    await Promise.race([destination.deliver(lease, controller), timeUp]);
    return { ...ref, endedAt: clock(), outcome: "done" };
  } catch (error) {
    const endedAt = clock();
    return { ...ref, endedAt, ...afterFailure(error, lease, destination, endedAt) };
  } finally {
    clearTimeout(timer);
  }
}
