import { leaseLost } from "../../effects.ts";
import { HookinboxError } from "../../errors.ts";
import type { Commit } from "../store.ts";
import { createFind } from "./claim.ts";
import { createCounters } from "./counters.ts";
import { type Database, openBeside } from "./driver.ts";
import { toStoreError } from "./failure.ts";
import { createLanes } from "./lanes.ts";
import { createSettle } from "./settle.ts";

/**
 * `ctx.commit`: a connection of the main thread to the same file, on which a handler writes to its own tables. It is made
 * when the first handler asks, so an inbox whose handlers do not has none.
 *
 * The delivery is settled before the handler's function runs. The transaction holds the file's one write lock from its
 * beginning, so nobody can take the lease meanwhile; and a function that ends the transaction against the rule has ended
 * it with the mark in it.
 */
export function createCommit(path: string, failed: (error: Error) => void) {
  let db: Database | undefined;
  let parts: ReturnType<typeof partsOf> | undefined;

  function partsOf(of: Database) {
    const counters = createCounters(of);
    return { counters, find: createFind(of), settle: createSettle(of, counters, createLanes(of)) };
  }

  /** Ours: what fails is told in our words, and to the store. */
  function own<T>(action: () => T): T {
    try {
      return action();
    } catch (error) {
      const cause = toStoreError(error, path);
      failed(cause);
      throw cause;
    }
  }

  function open(): Database {
    if (!db) {
      db = openBeside(path);
      parts = partsOf(db);
    }
    if (db.isTransaction)
      throw new HookinboxError("COMMIT_ENDED", "the connection of ctx.commit has a transaction open already");
    return db;
  }

  function settle({ delivery, token, startedAt, clock }: Commit): void {
    const { counters, find, settle } = parts!;
    const place = find(delivery);
    const done = { delivery, token, startedAt, endedAt: clock(), outcome: "done" } as const;
    if (!place || !settle(done, place, place.destination, done.endedAt)) throw leaseLost({ delivery });
    counters.write();
  }

  function run<T>(on: Database, work: (tx: unknown) => T): T {
    const result = work(on);
    if (isThenable(result)) {
      // What it rejects with is of no more account, and must not end the process.
      result.then(undefined, () => {});
      throw new HookinboxError("COMMIT_ASYNC");
    }
    if (!on.isTransaction)
      throw new HookinboxError("COMMIT_ENDED", "the function of ctx.commit ended the transaction itself");
    return result;
  }

  return {
    commit<T>(of: Commit, work: (tx: unknown) => T): Awaited<T> {
      const on = own(open);
      own(() => on.exec("BEGIN IMMEDIATE"));
      try {
        own(() => settle(of));
        const result = run(on, work);
        own(() => on.exec("COMMIT"));
        return result as Awaited<T>;
      } catch (error) {
        if (on.isTransaction) on.exec("ROLLBACK");
        throw error;
      } finally {
        parts?.counters.drop();
      }
    },
    close: () => {
      db?.close();
      db = undefined;
    },
  };
}

const isThenable = (value: unknown): value is PromiseLike<unknown> =>
  typeof value === "object" && value !== null && typeof (value as { then?: unknown }).then === "function";
