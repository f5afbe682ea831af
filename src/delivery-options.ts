import type { Destination } from "./destinations/destination.ts";
import type { Newest, OrderBy } from "./order.ts";
import { parseRate, type RateOption } from "./rate.ts";
import type { Duration } from "./types.ts";

/** How a destination is delivered to: what a handler and a destination of the config both take. */
export interface DeliveryOptions {
  /** Delays between attempts; attempts = delays + 1. Default: `work.retry`. */
  readonly retry?: readonly Duration[];
  /** How long one attempt may take. Default: `work.timeout`; by HTTP and to a queue 30 s. */
  readonly timeout?: Duration;
  /** Deliveries that run at once in this process; `total`: in all processes on the store together. Default: `work.concurrency`; a command: 4. */
  readonly concurrency?: number | { readonly here?: number; readonly total?: number };
  /** How many may be started in a time, in all processes on the store together: `"10/s"`, `"100/m"`. */
  readonly rate?: RateOption;
  /**
   * Events with the same value go one after another, in the order in which they were committed; others beside them. A path
   * in the body (`"data.object.id"`), a header, a function of the event, or `true` for the provider's own order.
   */
  readonly orderBy?: OrderBy;
  /** What a dead delivery does to those behind it in its order: `block` (the default) until a person replays or skips it, or `skip`. */
  readonly onDead?: "block" | "skip";
  /** Drops an event that is older than what has been delivered of its order, by a version or time of its own. */
  readonly newest?: Newest;
}

export const DELIVERY_OPTIONS: readonly string[] = Object.keys({
  retry: true,
  timeout: true,
  concurrency: true,
  rate: true,
  orderBy: true,
  onDead: true,
  newest: true,
} satisfies Record<keyof DeliveryOptions, true>);

export const concurrencyOf = ({ concurrency }: DeliveryOptions): { here?: number; total?: number } =>
  typeof concurrency === "number" ? { here: concurrency } : (concurrency ?? {});

/** What the store is to hold to; `undefined`, and no cost, where nothing is set. */
export function sharedOf(options: DeliveryOptions): Destination["shared"] {
  const shared = {
    ...(options.onDead === "skip" && { skipDead: true }),
    ...(options.rate !== undefined && { rate: parseRate(options.rate) }),
    ...(concurrencyOf(options).total !== undefined && { total: concurrencyOf(options).total }),
  };
  return Object.keys(shared).length > 0 ? shared : undefined;
}
