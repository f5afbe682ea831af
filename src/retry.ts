import { toMs } from "./durations.ts";
import type { Duration } from "./types.ts";

/**
 * When to try again is a list of delays: the first is waited for after the first failure; when the list has been used up,
 * the delivery is dead. So attempts = delays + 1, and a policy can be read.
 *
 * `exponential` only builds such a list.
 *
 * @example exponential({ first: "10s", factor: 3, attempts: 5 }) // [10000, 30000, 90000, 270000]
 */
export function exponential(options: {
  first: Duration;
  factor?: number;
  attempts: number;
  most?: Duration;
}): number[] {
  const { factor = 2, attempts } = options;
  const first = toMs(options.first);
  const most = options.most === undefined ? Number.POSITIVE_INFINITY : toMs(options.most);
  return Array.from({ length: Math.max(0, attempts - 1) }, (_, i) => Math.min(most, Math.round(first * factor ** i)));
}

/** Share of a delay that chance adds, so that what failed together does not come back together. */
const JITTER = 0.1;

/** The wait after the failure of attempt `attempt` (from 1), in ms; `undefined` when that was the last. */
export function delayAfter(
  delays: readonly number[],
  attempt: number,
  random: () => number = Math.random,
): number | undefined {
  const delay = delays[attempt - 1];
  return delay === undefined ? undefined : Math.round(delay * (1 + JITTER * random()));
}

/**
 * Thrown by a handler: this delivery will never succeed, so it is dead at once and waits for a person.
 *
 * @example throw new DoNotRetry("the account was closed");
 */
export class DoNotRetry extends Error {
  override readonly name = "DoNotRetry";
}

/**
 * Thrown by a handler: try again, but not before this time has passed. It takes the place of the policy's delay, not of its count.
 *
 * @example throw new RetryAfter("10m", "rate limited");
 */
export class RetryAfter extends Error {
  override readonly name = "RetryAfter";
  /** In ms. */
  readonly delay: number;

  constructor(delay: Duration, message = "asked to be tried again later") {
    super(message);
    this.delay = toMs(delay);
  }
}

/** By name, so that two copies of the package understand each other. */
export const isDoNotRetry = (error: unknown): boolean => error instanceof Error && error.name === "DoNotRetry";
export const isRetryAfter = (error: unknown): error is RetryAfter =>
  error instanceof Error && error.name === "RetryAfter" && typeof (error as { delay?: unknown }).delay === "number";
