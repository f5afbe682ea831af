import { parseDuration } from "../durations.ts";
import type { Instant } from "../types.ts";

/** `--now`: ISO 8601, or seconds or milliseconds since 1970; `undefined` where it is none. */
export function readInstant(text: string): Instant | undefined {
  if (/^\d{9,10}$/.test(text)) return Number(text) * 1000;
  if (/^\d{12,13}$/.test(text)) return Number(text);
  const at = /^\d{4}-\d\d-\d\d/.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(at) ? undefined : at;
}

/** `--tolerance`: a duration, milliseconds, or `off`; `undefined` where it is none. */
export function readTolerance(text: string): number | false | undefined {
  if (text === "off" || text === "false") return false;
  return parseDuration(/^\d+$/.test(text) ? Number(text) : text);
}
