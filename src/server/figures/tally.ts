import type { AttemptReport, Receipt } from "../../observe.ts";
import { addAll, addTime, type Histogram } from "./histogram.ts";

/** What one process counted of one minute. Plain data: it is kept in the journal as it is. */
export interface Tally {
  /** Epoch minutes. */
  readonly minute: number;
  accepted: number;
  repeats: number;
  refused: number;
  failed: number;
  handled: number;
  retried: number;
  dead: number;
  /** Deliveries pending or running, the most that was seen. */
  backlog: number | null;
  readonly answers: Histogram;
  readonly sources: Record<string, { accepted: number; refused: number }>;
  readonly destinations: Record<string, { done: number; failed: number; times: Histogram }>;
}

/** Names with figures of their own; they come from the config, so this is a fence. */
const MOST_NAMES = 500;

export const emptyTally = (minute: number): Tally => ({
  minute,
  accepted: 0,
  repeats: 0,
  refused: 0,
  failed: 0,
  handled: 0,
  retried: 0,
  dead: 0,
  backlog: null,
  answers: {},
  sources: {},
  destinations: {},
});

function named<T>(all: Record<string, T>, name: string, make: () => T): T | undefined {
  const found = Object.hasOwn(all, name) ? all[name] : undefined;
  if (found || Object.keys(all).length >= MOST_NAMES) return found;
  const made = make();
  Object.defineProperty(all, name, { value: made, enumerable: true, configurable: true, writable: true });
  return made;
}

const sourceOf = (tally: Tally, name: string) => named(tally.sources, name, () => ({ accepted: 0, refused: 0 }));
const destinationOf = (tally: Tally, name: string) =>
  named(tally.destinations, name, () => ({ done: 0, failed: 0, times: {} }));

export function countReceipt(tally: Tally, { outcome, source, took }: Receipt): void {
  if (outcome === "accepted") tally.accepted += 1;
  else if (outcome === "duplicate") tally.repeats += 1;
  else if (outcome === "refused") tally.refused += 1;
  else if (outcome === "failed") tally.failed += 1;
  if (source === undefined) return;
  addTime(tally.answers, took);
  const of = sourceOf(tally, source);
  if (!of) return;
  if (outcome === "accepted" || outcome === "duplicate") of.accepted += 1;
  else if (outcome === "refused") of.refused += 1;
}

export function countAttempt(tally: Tally, { outcome, destination, startedAt, endedAt }: AttemptReport): void {
  // What was let go for a newer one was neither handled nor failed.
  if (outcome === "released" || outcome === "lost" || outcome === "stale") return;
  tally[outcome === "done" ? "handled" : outcome === "dead" ? "dead" : "retried"] += 1;
  const of = destinationOf(tally, destination);
  if (!of) return;
  of[outcome === "done" ? "done" : "failed"] += 1;
  addTime(of.times, endedAt - startedAt);
}

/** Adds what another process, or an earlier note, counted. */
export function addTally(to: Tally, from: Tally): void {
  for (const count of ["accepted", "repeats", "refused", "failed", "handled", "retried", "dead"] as const)
    to[count] += from[count];
  if (from.backlog !== null) to.backlog = Math.max(to.backlog ?? 0, from.backlog);
  addAll(to.answers, from.answers);
  for (const [name, counts] of Object.entries(from.sources)) {
    const of = sourceOf(to, name);
    if (!of) continue;
    of.accepted += counts.accepted;
    of.refused += counts.refused;
  }
  for (const [name, counts] of Object.entries(from.destinations)) {
    const of = destinationOf(to, name);
    if (!of) continue;
    of.done += counts.done;
    of.failed += counts.failed;
    addAll(of.times, counts.times);
  }
}
