import { fullAfter, type Rate, stepOf, tokensAt } from "../limits.ts";
import type { ClaimFrom } from "../store.ts";

/** What tells whether a lease still runs. */
interface Leased {
  readonly state: string;
  readonly token: number;
  readonly leaseUntil: number;
}

/** Rates and totals of the store in memory: what stands in the tables `limits` and `slots` of the others. */
export function createLimits() {
  const buckets = new Map<string, { fullAt: number; rate: Rate }>();
  const slots = new Map<string, { token: number; delivery: Leased }[]>();

  return {
    /** How many of a destination may be leased now. */
    room({ name, rate, total }: ClaimFrom, now: number): number {
      const tokens = rate ? tokensAt(rate, buckets.get(name)?.fullAt ?? 0, now) : Number.POSITIVE_INFINITY;
      const runs = ({ token, delivery }: { token: number; delivery: Leased }) =>
        delivery.state === "running" && delivery.token === token && delivery.leaseUntil > now;
      const taken = (slots.get(name) ?? []).filter(runs);
      if (total !== undefined) slots.set(name, taken);
      return total === undefined ? tokens : Math.min(tokens, Math.max(0, total - taken.length));
    },
    take({ name, rate, total }: ClaimFrom, now: number, token: number, delivery: Leased): void {
      if (rate) buckets.set(name, { rate, fullAt: fullAfter(rate, buckets.get(name)?.fullAt ?? 0, now, 1) });
      if (total !== undefined) slots.set(name, [...(slots.get(name) ?? []), { token, delivery }]);
    },
    giveBack(name: string): void {
      const bucket = buckets.get(name);
      if (bucket) bucket.fullAt -= stepOf(bucket.rate);
    },
  };
}
