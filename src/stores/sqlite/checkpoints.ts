import { Worker } from "node:worker_threads";
import { HookinboxError } from "../../errors.ts";
import type { Database } from "./driver.ts";
import { isPassing, toStoreError } from "./failure.ts";
import { type Failure, toError, toFailure } from "./thread.ts";

/**
 * Keeps the WAL bounded without checkpoints in the commit path. Measured under full load: a checkpoint inside a commit
 * gave a p99 answer of 34 ms; a passive one beside it 14 ms, but then the WAL never restarted and grew to 386 MB, as new
 * commits always followed the last one copied.
 *
 * So: at `START` frames another thread copies the log, twice, the second time only what came during the first. Then this
 * thread, between two commits, copies the short rest; with the whole log copied, the next commit starts it anew.
 */
const START = 4096; // 16 MiB of 4 KiB pages
/** The log's length is asked for at most this often, in ms. */
const EVERY = 25;
/** A copy that a full disk has stopped is tried again after this time, in ms; until then the log grows, if it can. */
const AGAIN = 1000;

export interface Checkpoints {
  /** Call between transactions. */
  afterCommit(): void;
  stop(): void;
}

/** `failed` hears of every error but a full disk, which passes: the log has all that the file lacks. */
export function startCheckpoints(db: Database, path: string, failed: (error: Error) => void): Checkpoints {
  let worker: Worker | undefined;
  const length = db.prepare("PRAGMA wal_checkpoint(NOOP)");
  const copyRest = db.prepare("PRAGMA wal_checkpoint(PASSIVE)");
  let askedAt = 0;
  let beside = false;

  function ended(failure: Failure | undefined): void {
    beside = false;
    if (!failure) return;
    askedAt = performance.now() + AGAIN;
    if (!isPassing(failure.code)) failed(toError(failure));
  }

  function rest(): Failure | undefined {
    try {
      copyRest.get();
    } catch (error) {
      return toFailure(toStoreError(error, path));
    }
  }

  /** Made for the first copy: most processes never write as much. */
  function start(): Worker {
    const started = new Worker(new URL("./checkpointer.js", import.meta.url), { workerData: { path }, execArgv: [] });
    started.unref();
    started.on("message", (failure: Failure | undefined) => ended(failure ?? rest()));
    started.on("error", (error) =>
      failed(new HookinboxError("STORE_BROKEN", `${path}: its log is not copied: ${error}`)),
    );
    return started;
  }

  return {
    afterCommit() {
      const now = performance.now();
      if (beside || now - askedAt < EVERY) return;
      askedAt = now;
      if (Number(length.get()?.log) < START) return;
      beside = true;
      worker ??= start();
      worker.postMessage("copy");
    },
    stop: () => worker?.postMessage("stop"),
  };
}
