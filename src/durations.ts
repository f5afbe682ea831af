import { HookinboxError } from "./errors.ts";
import type { Duration } from "./types.ts";

const UNITS = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;
type Unit = keyof typeof UNITS;

/** What a message calls the expected form. */
export const DURATION_FORM =
  'a duration: milliseconds as a number, or a number and its unit such as "500ms", "10s", "5m", "2h", "1d"';

/**
 * A duration in whole milliseconds. `"1.5h"` is taken; spaces, signs, words and a number without a unit in a string are not.
 *
 * @throws HookinboxError `DURATION_INVALID`
 * @example toMs("10s") // 10000
 */
export function toMs(duration: Duration): number {
  const ms = parseDuration(duration);
  if (ms !== undefined) return ms;
  throw new HookinboxError(
    "DURATION_INVALID",
    `${show(duration)} is not a duration: expected ${DURATION_FORM}.${fixFor(duration)}`,
  );
}

/** Milliseconds, or `undefined` where it is no duration. Takes anything. */
export function parseDuration(value: unknown): number | undefined {
  const ms = typeof value === "number" ? value : typeof value === "string" ? read(value) : Number.NaN;
  return Number.isFinite(ms) && ms >= 0 && ms <= Number.MAX_SAFE_INTEGER ? Math.round(ms) : undefined;
}

/**
 * The shortest spelling that `toMs` reads back as the same length of time.
 *
 * @example formatMs(90_000) // "90s"
 */
export function formatMs(ms: number): string {
  const whole = Math.round(ms);
  const unit = (["d", "h", "m", "s"] as const).find((name) => whole !== 0 && whole % UNITS[name] === 0);
  return unit === undefined ? `${whole}ms` : `${whole / UNITS[unit]}${unit}`;
}

function read(text: string): number {
  const match = /^(\d{1,16}(?:\.\d{1,9})?)(ms|s|m|h|d)$/.exec(text);
  return match ? Number(match[1]) * UNITS[match[2] as Unit] : Number.NaN;
}

function show(value: unknown): string {
  return typeof value === "string" ? JSON.stringify(value.slice(0, 40)) : String(value);
}

/** The likeliest right spelling of a near miss: `"10"`, `"10 s"`, `"5 minutes"`. */
export function fixFor(value: unknown): string {
  const match = typeof value === "string" ? /^\s*(\d+(?:\.\d+)?)\s*([a-z]*)\s*$/i.exec(value.slice(0, 40)) : null;
  if (!match) return "";
  const [, amount = "", word = ""] = match;
  if (word === "") return ` Write ${JSON.stringify(`${amount}s`)} for seconds.`;
  const unit = LONG_UNITS.find(([names]) => names.includes(word.toLowerCase()))?.[1];
  return unit === undefined ? "" : ` Write ${JSON.stringify(amount + unit)}.`;
}

const LONG_UNITS: readonly (readonly [readonly string[], Unit])[] = [
  [["ms", "msec", "msecs", "millisecond", "milliseconds"], "ms"],
  [["s", "sec", "secs", "second", "seconds"], "s"],
  [["m", "min", "mins", "minute", "minutes"], "m"],
  [["h", "hr", "hrs", "hour", "hours"], "h"],
  [["d", "day", "days"], "d"],
];
