import { parentPort, workerData } from "node:worker_threads";
import { type Database, openReader } from "./driver.ts";
import { toStoreError } from "./failure.ts";
import { createIndexing, openSearch } from "./search.ts";
import { type Answer, type Call, toFailure } from "./thread.ts";

/** The thread that keeps the index of words. Its troubles are none of the store's: it tries again. */

/** How often it looks for new events, in ms; and again after a failure. */
const EVERY = 250;
const AGAIN = 5_000;
/** It rests so many times as long as a slice took: under full load it takes a third of a core and falls behind, not the accepts. */
const REST = 2;

const { path } = workerData as { path: string };
const port = parentPort!;
const store = (() => {
  try {
    return openReader(path);
  } catch (error) {
    port.postMessage({ opened: toFailure(toStoreError(error, path)) });
    process.exit(0);
  }
})();

let index: Database | undefined;
let indexing: ReturnType<typeof createIndexing> | undefined;
let timer: NodeJS.Timeout | undefined;

function opened() {
  index ??= openSearch(path);
  indexing ??= createIndexing(store, index);
  return indexing;
}

function shut(): void {
  indexing = undefined;
  try {
    index?.close();
  } finally {
    index = undefined;
  }
}

function turn(): void {
  let wait = EVERY;
  try {
    const startedAt = performance.now();
    if (opened().slice()) wait = (performance.now() - startedAt) * REST;
  } catch {
    shut();
    wait = AGAIN;
  }
  timer = setTimeout(turn, wait);
}

/** Others get their turn between its slices. */
async function sweep(): Promise<void> {
  for (let from: number | undefined = 0; from !== undefined; ) {
    from = opened().sweep(from);
    await new Promise((resolve) => setImmediate(resolve));
  }
}

port.on("message", async ({ id, op }: Call) => {
  if (op === "sweep") await sweep().catch(shut);
  port.postMessage([{ id, value: undefined } satisfies Answer]);
  if (op !== "close") return;
  clearTimeout(timer);
  shut();
  store.close();
  port.close();
});
// Who asks once the store is open finds an index, if one with nothing in it yet.
turn();
port.postMessage({ opened: null });
