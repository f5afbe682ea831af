import type { Clock } from "../types.ts";
import type { ClaimRequest, Lease, NewEvent, Settlement, Store } from "./store.ts";

/** What the parts of a store's suite share: a store that is open, on a clock that they turn. */
export interface StoreRig {
  store(): Store;
  event(over?: Partial<NewEvent>): NewEvent;
  claim(over?: Partial<ClaimRequest>): Promise<Lease[]>;
  done(lease: Lease): Settlement;
  failed(lease: Lease, wait: number): Settlement;
  readonly clock: Clock;
  turn(ms: number): void;
}

/** The one that there is. */
export function only<T>(list: readonly T[]): T {
  if (list.length !== 1) throw new Error(`expected one, got ${list.length}`);
  return list[0]!;
}

export const DAY = 86_400_000;
