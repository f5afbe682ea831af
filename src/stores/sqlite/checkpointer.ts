import { parentPort, workerData } from "node:worker_threads";
import { openCheckpointer } from "./driver.ts";

/** Copies the log into the file beside the thread that writes; see checkpoints.ts. */
const db = openCheckpointer((workerData as { path: string }).path);
const passive = db.prepare("PRAGMA wal_checkpoint(PASSIVE)");
const port = parentPort!;

port.on("message", (message: "copy" | "stop") => {
  if (message === "stop") {
    db.close();
    port.close();
    return;
  }
  passive.get();
  passive.get();
  port.postMessage("copied");
});
