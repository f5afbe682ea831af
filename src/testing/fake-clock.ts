import { toMs } from "../durations.ts";
import type { Clock, Duration, Instant } from "../types.ts";

/** A clock that stands still until it is turned. */
export interface FakeClock extends Clock {
  /** Turns it on, and says what it shows then. */
  advance(by: Duration): Instant;
  /** Sets it, and says what it shows then. */
  set(at: Instant | Date): Instant;
}

/**
 * A clock for `testInbox(config, { clock })`. What it turns: when a retry is due, how old a signature is, what retention
 * deletes. A handler's `timeout` runs on the machine's own time.
 *
 * @example
 * const clock = fakeClock("2026-01-01T00:00:00Z");
 * clock.advance("10m"); // 1767226200000
 */
export function fakeClock(start: Instant | Date | string = Date.now()): FakeClock {
  let now = new Date(start).getTime();
  if (Number.isNaN(now)) throw new TypeError(`fakeClock: ${JSON.stringify(start)} is no time`);
  return Object.assign(() => now, {
    advance: (by: Duration) => (now += toMs(by)),
    set: (at: Instant | Date) => (now = Number(at)),
  });
}
