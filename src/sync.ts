import { attempt } from "./attempt.ts";
import type { Destination } from "./destinations/destination.ts";
import { type ClaimFrom, type Lease, passes, type Settlement, type Store } from "./stores/store.ts";
import type { Clock } from "./types.ts";

/** How a sync source's event stands when the answer must go out. */
export type SyncEnd = "done" | "failed" | "running";

/** Runs what is still owed of an event, and waits for it at most `timeout` ms. */
export type SyncRun = (event: string, owed: readonly string[], timeout: number) => Promise<SyncEnd>;

export interface SyncOptions {
  readonly store: Store;
  readonly destinations: readonly Destination[];
  readonly name: string;
  /** In ms. */
  readonly lease: number;
  readonly clock: Clock;
}

/** How often another process that runs the event is looked at, in ms. */
const LOOK = 100;

/**
 * Handlers before the answer, so that the sender's own retries do the retrying. Requests for one event share a run; what
 * has succeeded is not run again, and what failed waits (dead) for the sender's next try.
 */
export function createSync({ store, destinations, name, lease, clock }: SyncOptions): SyncRun {
  const byName = new Map(destinations.map((destination) => [destination.name, destination]));
  const running = new Map<string, Promise<SyncEnd>>();

  /** Until the store has heard: a full disk must not make a done delivery run again. The sender is answered meanwhile. */
  async function settled(settlement: Settlement): Promise<boolean> {
    for (;;) {
      try {
        const [written] = await store.settle([settlement]);
        return written === true;
      } catch (cause) {
        if (!passes(cause)) throw cause;
        await new Promise((resolve) => setTimeout(resolve, LOOK));
      }
    }
  }

  async function runOne(taken: Lease): Promise<boolean> {
    const destination = { ...byName.get(taken.destination)!, retry: [] };
    const { settlement, committed } = await attempt(taken, destination, new AbortController(), clock, store);
    return (committed || (await settled(settlement))) && settlement.outcome === "done";
  }

  /** How it stands, where nothing of it could be claimed. */
  async function look(event: string): Promise<SyncEnd> {
    const state = (await store.get(event))?.state;
    if (state === "running") return "running";
    return state === "done" || state === "unhandled" ? "done" : "failed";
  }

  async function run(event: string, owed: readonly string[]): Promise<SyncEnd> {
    const from: ClaimFrom[] = owed.flatMap((to) => {
      const destination = byName.get(to);
      return destination ? [{ name: to, limit: 1, holdFor: destination.timeout }] : [];
    });
    if (from.length === 0) return "done";
    let wentWell = true;
    const seen = new Set<string>();
    for (;;) {
      const leases = await store.claim({
        worker: name,
        lease,
        limit: from.length,
        destinations: from.filter((f) => !seen.has(f.name)),
        event,
      });
      if (leases.length === 0) return seen.size > 0 && !wentWell ? "failed" : look(event);
      for (const taken of leases) seen.add(taken.destination);
      const results = await Promise.all(leases.map(runOne));
      wentWell &&= results.every(Boolean);
    }
  }

  /** Waits for whoever runs it, here or in another process. */
  async function waited(event: string, owed: readonly string[], until: number): Promise<SyncEnd> {
    for (;;) {
      const end = await shared(event, owed);
      if (end !== "running" || performance.now() >= until) return end;
      await new Promise((resolve) => setTimeout(resolve, LOOK));
    }
  }

  function shared(event: string, owed: readonly string[]): Promise<SyncEnd> {
    let run_ = running.get(event);
    if (!run_) {
      run_ = run(event, owed).finally(() => running.delete(event));
      running.set(event, run_);
    }
    return run_;
  }

  return (event, owed, timeout) => {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<SyncEnd>((resolve) => (timer = setTimeout(resolve, timeout, "running")));
    return Promise.race([waited(event, owed, performance.now() + timeout), late]).finally(() => clearTimeout(timer));
  };
}
