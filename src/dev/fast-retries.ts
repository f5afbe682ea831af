import type { Settings } from "../config/settings.ts";
import { toMs } from "../durations.ts";
import type { Registration } from "../routes.ts";
import type { Duration } from "../types.ts";

/** The longest delay that is left, in ms. */
const LONGEST = 5_000;

/** Delays shrunk to seconds, their number kept: `["10s", "5m", "1h"]` becomes 1, 2 and 3 seconds. */
export const fast = (retry: readonly Duration[]): number[] =>
  retry.map((delay, at) => Math.min(toMs(delay), (at + 1) * 1_000, LONGEST));

/** The same settings, and handlers, with fast retries wherever there are any. */
export function withFastRetries(settings: Settings, registrations: readonly Registration[]) {
  const sources = [...settings.sources].map(
    ([name, source]) => [name, source.retry ? { ...source, retry: fast(source.retry) } : source] as const,
  );
  return {
    settings: {
      ...settings,
      work: { ...settings.work, retry: fast(settings.work.retry) },
      sources: new Map(sources),
    },
    registrations: registrations.map((one) =>
      one.options?.retry ? { ...one, options: { ...one.options, retry: fast(one.options.retry) } } : one,
    ),
  };
}
