import type { Destination } from "./destinations/destination.ts";
import { isDeliveryFailure } from "./destinations/failure.ts";
import { Effects } from "./effects.ts";
import { delayAfter, isDoNotRetry, isRetryAfter } from "./retry.ts";
import type { Lease, QueueStore, Settlement } from "./stores/store.ts";
import type { Clock } from "./types.ts";

/** Characters of an error's text that are kept. */
const ERROR_LIMIT = 4000;

/** Said for a handler that does not end in its time, and to its signal. */
export class AttemptTimeout extends Error {
  override readonly name = "AttemptTimeout";
}

/** Whatever was thrown, in words: a stack where there is one, as handlers throw strings and nothing as well. */
export function errorText(error: unknown): string {
  const text = error instanceof Error ? withCauses(error) : `thrown: ${describe(error)}`;
  return text.slice(0, ERROR_LIMIT).replaceAll("\u0000", "\ufffd");
}

/** Drizzle's "Failed query" and fetch's "fetch failed" say nothing: what did fail is their cause, or the cause of that. */
function withCauses(error: Error): string {
  if (isDeliveryFailure(error)) return error.detail === undefined ? error.message : `${error.message}\n${error.detail}`;
  let text = error.stack ?? `${error.name}: ${error.message}`;
  let cause = error.cause;
  for (let depth = 0; cause instanceof Error && depth < 3; depth++, cause = cause.cause)
    text += `\ncaused by: ${cause.name}: ${cause.message}`;
  return text;
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
  const failure = isDeliveryFailure(error) ? error : undefined;
  if (delay === undefined || failure?.final || isDoNotRetry(error))
    return { outcome: "dead", error: text, skip: shared?.skipDead } as const;
  const wait = isRetryAfter(error) ? error.delay : Math.max(delay, failure?.notBefore ?? 0);
  return { outcome: "retry", error: text, retryAt: endedAt + wait } as const;
}

/** How an attempt ended. */
export interface Ended {
  readonly settlement: Settlement;
  /** The store has the settlement already: `ctx.commit` wrote it. */
  readonly committed: boolean;
  /** What was thrown after that, to no effect. */
  readonly error?: string;
  /** For the log, where it is not what is stored: an error without what may hold a payload, or how it went. */
  readonly note?: string;
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
  queue: QueueStore,
): Promise<Ended> {
  const startedAt = clock();
  const ref = { delivery: lease.delivery, token: lease.token, inLane: lease.inLane, startedAt };
  if (lease.stale && destination.newest)
    return { settlement: { ...ref, endedAt: startedAt, outcome: "stale" }, committed: false };
  const effects = new Effects(queue, lease, {
    startedAt,
    clock,
    timeout: destination.timeout,
    signal: controller.signal,
  });
  let timer: NodeJS.Timeout | undefined;
  const timeUp = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      const error = new AttemptTimeout(`the attempt did not end within ${destination.timeout} ms`);
      controller.abort(error);
      reject(error);
    }, destination.timeout);
  });
  try {
    const note = (await Promise.race([destination.deliver(lease, controller, effects), timeUp])) ?? undefined;
    return { settlement: { ...ref, endedAt: clock(), outcome: "done" }, committed: effects.committed, note };
  } catch (error) {
    const endedAt = clock();
    if (effects.committed)
      return { settlement: { ...ref, endedAt, outcome: "done" }, committed: true, error: errorText(error) };
    return {
      settlement: { ...ref, endedAt, ...afterFailure(error, lease, destination, endedAt) },
      committed: false,
      note: isDeliveryFailure(error) ? error.message : undefined,
    };
  } finally {
    clearTimeout(timer);
  }
}
