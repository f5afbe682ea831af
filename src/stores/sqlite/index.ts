import { statfs } from "node:fs/promises";
import { dirname } from "node:path";
import type { Clock } from "../../types.ts";
import type { DeadDelivery, Feed, Note } from "../history.ts";
import type {
  Accepted,
  Backlog,
  ClaimRequest,
  Commit,
  EventDetail,
  EventQuery,
  EventSummary,
  Lease,
  NewEvent,
  Page,
  Pruned,
  PruneTold,
  Quarantined,
  Retention,
  SeenInstance,
  Stats,
  Store,
  StoreTrouble,
} from "../store.ts";
import { createCommit } from "./commit.ts";
import { isFatal } from "./failure.ts";
import { PRUNE_START, type PruneCursor, type PruneSlice } from "./prune.ts";
import { type Failure, startThread, type Thread, toError, toFailure } from "./thread.ts";
import { type LeaseBatch, packEvents, unpackLeases } from "./wire.ts";

export { type Database, openBeside } from "./driver.ts";

export interface SqliteOptions {
  readonly path: string;
  readonly clock?: Clock;
  /** Keeps an index of the words in events, in `<path>-search`. */
  readonly search?: boolean;
}

/**
 * A store in one SQLite file: WAL, every commit flushed before it is answered. Writes go to a thread that commits all
 * that waits at once; an admin's questions go to another.
 *
 * @example
 * const store = sqliteStore({ path: "./hookinbox.db" });
 * await store.open();
 */
export function sqliteStore({ path, clock = Date.now, search = false }: SqliteOptions): Store {
  let writer: Thread;
  let reader: Thread;
  let watching: Promise<Thread> | undefined;
  let indexer: Thread | undefined;
  let trouble: StoreTrouble | undefined;
  let fatal: Error | undefined;
  const listeners: ((cause: Error) => void)[] = [];

  function heard(failure: Failure | undefined): void {
    if (fatal) return;
    if (!failure) trouble = undefined;
    else if (failure.code === "STORE_FULL") trouble = { code: "STORE_FULL", message: failure.message };
    else if (failure.code !== undefined) trouble = { code: "STORE_UNAVAILABLE", message: failure.message };
    if (!failure?.fatal) return;
    fatal = toError(failure);
    for (const listener of listeners) listener(fatal);
  }

  /** A reader of its own for who watches, made when first somebody does: behind a slow question the news would be old. */
  function watcher(): Promise<Thread> {
    const start = async () => {
      const thread = startThread(new URL("./reader.js", import.meta.url), { path, search }, () => {});
      await thread.opened;
      return thread;
    };
    watching ??= start();
    watching.catch(() => (watching = undefined));
    return watching;
  }

  const write = <T>(op: string, input: unknown, move?: ArrayBuffer[]): Promise<T> =>
    fatal ? Promise.reject(fatal) : writer.call<T>(op, input, move);

  const commits = createCommit(path, (error) => {
    const failure = toFailure(error);
    if (isFatal(failure.code)) heard({ ...failure, fatal: true });
  });

  async function commit<T>(of: Commit, work: (tx: unknown) => T): Promise<Awaited<T>> {
    if (fatal) throw fatal;
    const result = commits.commit(of, work);
    // It need not be waited for: the row is settled, and no heartbeat finds it.
    write("committed", { delivery: of.delivery, token: of.token }).catch(() => {});
    return result;
  }

  async function acceptBatch(batch: readonly NewEvent[]): Promise<Accepted[]> {
    const packed = packEvents(batch, clock());
    const firsts = await write<(string | null)[]>("accept", packed, [packed.bytes.buffer]);
    return firsts.map((first, i) => ({ id: first ?? batch[i]!.id, duplicate: first !== null }));
  }

  async function pruneAll(retention: Retention, tell?: PruneTold): Promise<Pruned> {
    await unparkAll();
    const sum = { events: 0, keys: 0, quarantine: 0 };
    for (let cursor: PruneCursor | null = PRUNE_START; cursor; ) {
      const slice: PruneSlice = await write("prune", { retention, cursor, now: clock() });
      for (const part of ["events", "keys", "quarantine"] as const) sum[part] += slice[part];
      tell?.(slice.events + slice.keys + slice.quarantine);
      cursor = slice.next;
    }
    await indexer?.call("sweep", undefined);
    return sum;
  }

  /** What is met of a paused source is parked, and the next is looked at: others may wait behind it. */
  async function claim(request: ClaimRequest): Promise<Lease[]> {
    for (;;) {
      const batch = await write<LeaseBatch & { parked: number }>("claim", { request, now: clock() });
      if (batch.leases.length > 0 || batch.parked === 0) return unpackLeases(batch);
    }
  }

  /** Also what a process that ended in the middle of it has left. */
  async function unparkAll(): Promise<void> {
    while (await write<boolean>("unpark", { now: clock() }));
  }

  return {
    name: `sqlite:${path}`,
    async open() {
      writer = startThread(new URL("./writer.js", import.meta.url), { path }, heard);
      await writer.opened;
      reader = startThread(new URL("./reader.js", import.meta.url), { path, search, later: true }, () => {});
      try {
        await reader.opened;
        if (search) indexer = startThread(new URL("./indexer.js", import.meta.url), { path }, () => {});
        await indexer?.opened;
      } catch (error) {
        await writer.close();
        throw error;
      }
    },
    async close() {
      commits.close();
      await watching?.then((thread) => thread.close()).catch(() => {});
      await indexer?.close();
      await reader?.close();
      await writer?.close();
    },
    trouble: () => trouble,
    onFatal: (listener) => void listeners.push(listener),
    accept: acceptBatch,
    quarantine: (batch) =>
      write(
        "quarantine",
        batch.map((q) => ({ ...q, body: q.body.slice() })),
      ),
    release: async (event, quarantined) => {
      const batch = packEvents([event], clock());
      const [first] = await write<[string | null] | []>("release", { batch, quarantined }, [batch.bytes.buffer]);
      return first === undefined ? undefined : { id: first ?? event.id, duplicate: first !== null };
    },
    claim,
    renew: (leases, lease) => write("renew", { refs: leases, until: clock() + lease }),
    settle: (batch) => write("settle", { batch, now: clock() }),
    commit,
    recall: ({ delivery, token }, step) => write("recall", { ref: { delivery, token }, step }),
    keep: ({ delivery, token }, step, result) => write("keep", { ref: { delivery, token }, step, result }),
    list: (query: EventQuery) => reader.call<Page<EventSummary>>("list", query),
    get: (id) => reader.call<EventDetail | undefined>("get", id),
    body: (id) => reader.call<Uint8Array | undefined>("body", id),
    replay: (id, destinations, lanes = []) => write("replay", { id, destinations, lanes, now: clock() }),
    skip: (id) => write("skip", { id, now: clock() }),
    quarantined: (query) => reader.call<Page<Quarantined>>("quarantined", query),
    quarantinedOne: (id) => reader.call("quarantinedOne", id),
    pause: (what) => write("pause", { what, now: clock() }),
    async resume(what) {
      const resumed = await write<boolean>("resume", what);
      await unparkAll();
      return resumed;
    },
    feed: (query) => watcher().then((thread) => thread.call<Feed>("feed", query)),
    dead: (query) => reader.call<DeadDelivery[]>("dead", query),
    note: (notes) => write("note", notes),
    notes: (query) => reader.call<Note[]>("notes", query),
    prune: pruneAll,
    stats: () => reader.call<Stats>("stats", undefined),
    backlog: async (ask) => {
      const [{ bavail, blocks, bsize }, owed] = await Promise.all([
        statfs(dirname(path)),
        ask.count === undefined && !ask.age && !ask.size
          ? { count: 0, age: 0, size: 0 }
          : reader.call<Omit<Backlog, "disk">>("backlog", { ask, now: clock() }),
      ]);
      return { ...owed, disk: { free: bavail * bsize, size: blocks * bsize } };
    },
    present: (instance) => write("present", { instance, now: clock() }),
    leave: (id) => write("leave", id),
    instances: () => reader.call<SeenInstance[]>("instances", { now: clock() }),
  };
}
