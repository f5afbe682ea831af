import { parseDuration } from "./durations.ts";
import type { Rate } from "./stores/limits.ts";
import type { Duration } from "./types.ts";

/** So many started in a time: `"10/s"`, `"100/m"`, `"5/10s"`, or `{ limit: 100, per: "1m" }`. */
export type RateOption = `${number}/${string}` | { readonly limit: number; readonly per: Duration };

export const RATE_FORM = 'a rate such as "10/s", "100/m" or { limit: 100, per: "1m" }';

/** `undefined` where it is none. Takes anything. */
export function parseRate(value: unknown): Rate | undefined {
  const [limit, per] = partsOf(value);
  const ms = parseDuration(per);
  return Number.isInteger(limit) && Number(limit) > 0 && ms !== undefined && ms > 0
    ? { limit: Number(limit), per: ms }
    : undefined;
}

function partsOf(value: unknown): [unknown, unknown] {
  if (typeof value === "string") {
    const [, limit, count, unit] = /^(\d{1,9})\/(\d{1,9})?(ms|s|m|h|d)$/.exec(value) ?? [];
    return [limit === undefined ? undefined : Number(limit), `${count ?? 1}${unit}`];
  }
  const { limit, per } = (typeof value === "object" && value !== null ? value : {}) as {
    limit?: unknown;
    per?: unknown;
  };
  return [limit, per];
}
