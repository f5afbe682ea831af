import { Worker } from "node:worker_threads";
import type { Database } from "./driver.ts";

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

export interface Checkpoints {
  /** Call between transactions. */
  afterCommit(): void;
  stop(): void;
}

export function startCheckpoints(db: Database, path: string): Checkpoints {
  const worker = new Worker(new URL("./checkpointer.js", import.meta.url), { workerData: { path }, execArgv: [] });
  const length = db.prepare("PRAGMA wal_checkpoint(NOOP)");
  const copyRest = db.prepare("PRAGMA wal_checkpoint(PASSIVE)");
  let askedAt = 0;
  let beside = false;

  worker.unref();
  worker.on("message", () => {
    copyRest.get();
    beside = false;
  });

  return {
    afterCommit() {
      const now = performance.now();
      if (beside || now - askedAt < EVERY) return;
      askedAt = now;
      if (Number(length.get()?.log) < START) return;
      beside = true;
      worker.postMessage("copy");
    },
    stop: () => worker.postMessage("stop"),
  };
}
