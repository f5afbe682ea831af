import type { DeliveryState, EventState } from "../types.ts";

const WORST_FIRST: readonly DeliveryState[] = ["dead", "running", "pending", "done"];

/** The worst of the destinations' newest deliveries, so that a replay which succeeds makes a dead event `done`. */
export function eventState(deliveries: Iterable<{ destination: string; state: DeliveryState }>): EventState {
  const newest = new Map<string, DeliveryState>();
  for (const { destination, state } of deliveries) newest.set(destination, state);
  const states = new Set(newest.values());
  return WORST_FIRST.find((state) => states.has(state)) ?? "unhandled";
}
