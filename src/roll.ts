import { randomUUID } from "node:crypto";
import { hostname } from "node:os";
import { type ArchiveStore, type LookStore, PRESENT_EVERY, type SeenInstance } from "./stores/store.ts";
import type { Clock } from "./types.ts";

export interface RollOptions {
  readonly store: Pick<ArchiveStore, "present" | "leave">;
  readonly receives: boolean;
  readonly destinations: readonly string[] | null;
  holds(): Record<string, number>;
  readonly clock: Clock;
}

/**
 * The roll call: this process notes in the store that it is there, what it works for and what it holds. For people to
 * look at; nothing is decided by it. One note that is lost is followed by the next.
 */
export function createRoll({ store, receives, destinations, holds, clock }: RollOptions): { stop(): Promise<void> } {
  const self = { id: randomUUID(), host: hostname(), pid: process.pid, startedAt: clock(), receives, destinations };
  let under: Promise<void> = Promise.resolve();
  const note = () => {
    under = store.present({ ...self, holds: holds() }).catch(() => {});
  };
  note();
  const timer = setInterval(note, PRESENT_EVERY).unref();
  return {
    async stop() {
      clearInterval(timer);
      await under;
      await store.leave(self.id).catch(() => {});
    },
  };
}

export interface Fleet {
  readonly items: readonly SeenInstance[];
  /** Destinations that are owed something, and that no live process works for. */
  readonly unknown: readonly { readonly destination: string; readonly pending: number }[];
}

/** Who is there, and what nobody is there for. */
export async function fleetOf(store: Pick<LookStore, "instances" | "stats">): Promise<Fleet> {
  const [items, { destinations }] = await Promise.all([store.instances(), store.stats()]);
  const known = new Set(items.flatMap((one) => (one.alive ? (one.destinations ?? []) : [])));
  const unknown = destinations
    .filter(({ destination, pending }) => pending > 0 && !known.has(destination))
    .map(({ destination, pending }) => ({ destination, pending }));
  return { items, unknown };
}
