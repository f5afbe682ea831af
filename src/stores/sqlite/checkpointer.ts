import { parentPort, workerData } from "node:worker_threads";
import { openBeside } from "./driver.ts";
import { toStoreError } from "./failure.ts";
import { toFailure } from "./thread.ts";

/** Copies the log into the file beside the thread that writes; see checkpoints.ts. */
const { path } = workerData as { path: string };
// It syncs as the writer does, and checkpoints only when told.
const db = openBeside(path);
const passive = db.prepare("PRAGMA wal_checkpoint(PASSIVE)");
const port = parentPort!;

port.on("message", (message: "copy" | "stop") => {
  if (message === "stop") {
    db.close();
    port.close();
    return;
  }
  try {
    passive.get();
    passive.get();
    port.postMessage(undefined);
  } catch (error) {
    port.postMessage(toFailure(toStoreError(error, path)));
  }
});
