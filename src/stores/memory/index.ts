import { HookinboxError } from "../../errors.ts";
import type { Clock } from "../../types.ts";
import { ALIVE_FOR, type Instance, REMEMBERED_FOR, type Store } from "../store.ts";
import { createArchive } from "./archive.ts";
import { createNotes } from "./notes.ts";
import { createQuarantine } from "./quarantine.ts";
import { createQueue } from "./queue.ts";
import { createRows, pauseName } from "./rows.ts";
import { statsOf } from "./stats.ts";

interface MemoryOptions {
  readonly clock?: Clock;
  /** Looks for words in headers and bodies as well. */
  readonly search?: boolean;
}

/**
 * The store for tests and trials, and the reference that the suite was written against: nothing is on disk, and all is
 * gone with the process. It stands on one thread, so its races are settled by the loop.
 */
export function memoryStore({ clock = Date.now, search = false }: MemoryOptions = {}): Store {
  const rows = createRows();
  const queue = createQueue(rows, clock);
  const archive = createArchive(rows, search);
  const quarantine = createQuarantine();
  const notes = createNotes();
  const instances = new Map<string, Instance & { seenAt: number }>();

  return {
    name: "memory:",
    open: async () => {},
    close: async () => {},
    trouble: () => undefined,
    onFatal: () => {},
    accept: async (batch) => batch.map(queue.accept),
    quarantine: async (batch) => quarantine.add(batch),
    release: async (event, id) => (quarantine.remove(id) ? queue.accept(event) : undefined),
    claim: async (request) => queue.claim(request),
    renew: async (leases, ms) => leases.map((ref) => queue.renew(ref, ms)),
    settle: async (batch) => batch.map(queue.settle),
    commit: async () => {
      throw new HookinboxError("COMMIT_UNSUPPORTED", "a store in memory has no tables of yours");
    },
    recall: async (ref, step) => queue.recall(ref, step),
    keep: async (ref, step, result) => queue.keep(ref, step, result),
    list: async (query) => archive.list(query),
    get: async (id) => archive.get(id),
    body: async (id) => archive.body(id),
    replay: async (id, destinations, lanes = []) => queue.replay(id, destinations, lanes),
    skip: async (id) => queue.skip(id),
    quarantined: async (query) => quarantine.list(query),
    quarantinedOne: async (id) => quarantine.one(id),
    pause: async ({ kind, name }) => {
      const isNew = !rows.paused.has(pauseName(kind, name));
      if (isNew) rows.paused.set(pauseName(kind, name), { kind, name, at: clock() });
      return isNew;
    },
    resume: async ({ kind, name }) => rows.paused.delete(pauseName(kind, name)),
    feed: async (query) => archive.feed(query),
    dead: async (query) => archive.dead(query),
    note: async (batch) => notes.add(batch),
    notes: async (query) => notes.list(query),
    prune: async (retention, tell) => {
      const now = clock();
      const pruned = { ...queue.prune(retention), quarantine: quarantine.prune(now - retention.quarantine) };
      notes.prune(now);
      tell?.(pruned.events + pruned.keys + pruned.quarantine);
      return pruned;
    },
    stats: async () => statsOf(rows, quarantine.all()),
    backlog: async (ask) => queue.backlog(ask),
    present: async (instance) => void instances.set(instance.id, { ...instance, seenAt: clock() }),
    leave: async (id) => void instances.delete(id),
    instances: async () =>
      [...instances.values()]
        .filter(({ seenAt }) => seenAt > clock() - REMEMBERED_FOR)
        .sort((a, b) => b.seenAt - a.seenAt)
        .map((instance) => ({ ...instance, alive: instance.seenAt > clock() - ALIVE_FOR })),
  };
}
