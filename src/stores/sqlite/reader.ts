import { parentPort, workerData } from "node:worker_threads";
import { afterOthers } from "./after-others.ts";
import { createArchive } from "./archive.ts";
import { openReader } from "./driver.ts";
import { toStoreError } from "./failure.ts";
import { indexPath } from "./search.ts";
import { type Answer, type Call, toFailure } from "./thread.ts";

/** The thread that answers what an admin asks; `later`: after those who send. */
const { path, search, later } = workerData as { path: string; search: boolean; later?: boolean };
const port = parentPort!;
if (later) afterOthers();
const db = (() => {
  try {
    return openReader(path);
  } catch (error) {
    port.postMessage({ opened: toFailure(toStoreError(error, path)) });
    process.exit(0);
  }
})();
const archive = createArchive(db, search ? indexPath(path) : undefined) as unknown as Record<
  string,
  (input: unknown) => unknown
>;

function answer({ id, op, input }: Call): Answer {
  try {
    return { id, value: archive[op]!(input) };
  } catch (error) {
    return { id, failure: toFailure(toStoreError(error, path)) };
  }
}

port.on("message", (call: Call) => {
  if (call.op !== "close") return port.postMessage([answer(call)]);
  db.close();
  port.postMessage([{ id: call.id, value: undefined } satisfies Answer]);
  port.close();
});
port.postMessage({ opened: null });
