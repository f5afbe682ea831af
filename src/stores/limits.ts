/** So many started in a time, over all workers of a store. */
export interface Rate {
  readonly limit: number;
  /** ms */
  readonly per: number;
}

/**
 * A bucket of tokens as one number: when it will be full again. What is free now and what a claim leaves behind are
 * reckoned from it, so nothing has to fill it up. It holds what comes in a second, one at least: `100/m` starts no more than
 * two at once, and never more than 102 in a minute.
 */
export const stepOf = ({ limit, per }: Rate): number => per / limit;

export const burstOf = ({ limit, per }: Rate): number => Math.max(1, Math.floor(limit * Math.min(1, 1000 / per)));

/** Tokens that are there now. A clock that was set back leaves the bucket empty at worst. */
export function tokensAt(rate: Rate, fullAt: number, now: number): number {
  const missing = Math.max(0, fullAt - now) / stepOf(rate);
  // A part of a token is none; what rounding has taken off a whole one is not missed.
  return Math.max(0, Math.floor(burstOf(rate) - missing + 1e-6));
}

/** When the bucket will be full again, `count` tokens having been taken now. */
export function fullAfter(rate: Rate, fullAt: number, now: number, count: number): number {
  const step = stepOf(rate);
  return Math.min(Math.max(fullAt, now), now + burstOf(rate) * step) + count * step;
}
