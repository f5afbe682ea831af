import type { Attempt, AuditEntry, Delivery, EventDetail } from "../../shapes.ts";

/** One moment in an event's life. */
export type Moment =
  | { readonly kind: "received"; readonly at: number }
  | { readonly kind: "refused"; readonly at: number; readonly reason: string }
  | { readonly kind: "released"; readonly at: number }
  | { readonly kind: "edited"; readonly at: number; readonly from: string }
  | { readonly kind: "repeats"; readonly at: number; readonly until: number; readonly times: number }
  | {
      readonly kind: "attempt";
      readonly at: number;
      readonly delivery: Delivery;
      readonly attempt: Attempt;
      readonly nth: number;
    }
  | { readonly kind: "running"; readonly at: number; readonly delivery: Delivery }
  | { readonly kind: "action"; readonly at: number; readonly entry: AuditEntry }
  | { readonly kind: "blocks"; readonly at: number; readonly delivery: Delivery }
  | { readonly kind: "next"; readonly at: number; readonly delivery: Delivery }
  | { readonly kind: "unhandled"; readonly at: number };

/** After everything that has happened: what is still to come. */
const LATER = Number.MAX_SAFE_INTEGER;

/** What happened to an event, in the order in which it did; what is still to come stands last. */
export function momentsOf(event: EventDetail): Moment[] {
  const { receivedAt, repeats, firstRepeatAt, lastRepeatAt, deliveries, actions, editedFrom, released } = event;
  const moments: Moment[] = [];
  if (editedFrom !== null) moments.push({ kind: "edited", at: receivedAt, from: editedFrom });
  else if (released) {
    moments.push({ kind: "refused", at: receivedAt, reason: released.reason });
    moments.push({ kind: "released", at: released.at });
  } else moments.push({ kind: "received", at: receivedAt });
  if (repeats > 0) {
    moments.push({
      kind: "repeats",
      at: firstRepeatAt ?? receivedAt,
      until: lastRepeatAt ?? receivedAt,
      times: repeats,
    });
  }
  for (const entry of actions) moments.push({ kind: "action", at: entry.at, entry });
  for (const delivery of deliveries) {
    delivery.attempts.forEach((attempt, i) => {
      moments.push({ kind: "attempt", at: attempt.startedAt, delivery, attempt, nth: i + 1 });
    });
    if (delivery.state === "dead" && delivery.holdsLane) moments.push({ kind: "blocks", at: LATER - 2, delivery });
    if (delivery.state === "running") moments.push({ kind: "running", at: LATER - 1, delivery });
    if (delivery.state === "pending") moments.push({ kind: "next", at: LATER, delivery });
  }
  if (deliveries.length === 0) moments.push({ kind: "unhandled", at: LATER });
  return moments.sort((a, b) => a.at - b.at);
}
