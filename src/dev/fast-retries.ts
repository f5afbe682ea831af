import type { Settings } from "../config/settings.ts";
import type { DeliveryOptions } from "../delivery-options.ts";
import { toMs } from "../durations.ts";
import type { Registration } from "../routes.ts";
import type { Duration } from "../types.ts";

/** The longest delay that is left, in ms. */
const LONGEST = 5_000;

/** Delays shrunk to seconds, their number kept: `["10s", "5m", "1h"]` becomes 1, 2 and 3 seconds. */
export const fast = (retry: readonly Duration[]): number[] =>
  retry.map((delay, at) => Math.min(toMs(delay), (at + 1) * 1_000, LONGEST));

/** Options of a handler or a destination, with fast retries if they have any. */
const fastOptions = <Options extends DeliveryOptions>(options: Options): Options =>
  options.retry ? { ...options, retry: fast(options.retry) } : options;

/** The same settings, and handlers, with fast retries wherever there are any. */
export function withFastRetries(settings: Settings, registrations: readonly Registration[]) {
  const sources = [...settings.sources].map(
    ([name, source]) => [name, source.retry ? { ...source, retry: fast(source.retry) } : source] as const,
  );
  const destinations = [...settings.destinations].map(
    ([name, one]) => [name, { ...one, options: fastOptions(one.options) }] as const,
  );
  return {
    settings: {
      ...settings,
      work: { ...settings.work, retry: fast(settings.work.retry) },
      sources: new Map(sources),
      destinations: new Map(destinations),
    },
    registrations: registrations.map((one) => (one.options ? { ...one, options: fastOptions(one.options) } : one)),
  };
}
