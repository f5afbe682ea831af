import type { LeaseRef } from "../store.ts";
import type { Place } from "./claim.ts";
import type { Database } from "./driver.ts";

interface Held extends Place {
  readonly token: number;
  readonly destination: string;
  /** How long the store renews by itself, epoch ms; 0: not at all. */
  readonly holdUntil: number;
  readonly lease: number;
  until: number;
}

/** The leases that this process holds, and their heartbeat. Runs in the writer's thread: a blocked main loop loses none. */
export function createLeases(db: Database) {
  const extend = db.prepare(
    "UPDATE hookinbox_deliveries SET lease_until = ? WHERE seq = ? AND n = ? AND token = ? AND state = 'running'",
  );
  const held = new Map<string, Held>();
  const current = (ref: LeaseRef) => {
    const found = held.get(ref.delivery);
    return found?.token === ref.token ? found : undefined;
  };

  return {
    add: (delivery: string, lease: Held) => void held.set(delivery, lease),
    drop: (ref: LeaseRef) => void (current(ref) && held.delete(ref.delivery)),
    find: current,
    renew: (ref: LeaseRef, place: Place, until: number): boolean =>
      extend.run(until, place.seq, place.n, ref.token).changes > 0,
    /** Leases that want a heartbeat now: their handler is within its time, and a third of the lease has passed. */
    beating: (now: number): Held[] =>
      [...held.values()].filter((lease) => lease.holdUntil > now && lease.until - now < (lease.lease * 2) / 3),
    /** Extends a lease; what it gives is to be done once that is committed. */
    beat: (lease: Held, now: number): (() => void) => {
      const until = now + lease.lease;
      extend.run(until, lease.seq, lease.n, lease.token);
      return () => void (lease.until = until);
    },
    /** Whether its handler is within its time in this very process: alive, whatever the disk let a heartbeat write. */
    holds: (ref: LeaseRef, now: number): boolean => (current(ref)?.holdUntil ?? 0) > now,
    forgetEnded: (now: number): void => {
      for (const [delivery, lease] of held) if (lease.holdUntil + lease.lease < now) held.delete(delivery);
    },
  };
}
