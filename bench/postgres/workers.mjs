// Do two processes that work do twice as much as one?
import { startHookinbox } from "../contestants/hookinbox.mjs";
import { cpuSeconds } from "../lib/cpu.mjs";
import { fill } from "../lib/fill.mjs";
import { freshDir } from "../lib/paths.mjs";
import { end } from "../lib/processes.mjs";
import { open } from "./queue.mjs";

const DESTINATION = "github/issues.opened";
/** Waits a process could at best end in a second, with one handler at once: they wait 5 ms. */
const EACH = 200;
/** For V8 to compile what is hot. */
const WARM_UP_SECONDS = 2;
const pause = (seconds) => new Promise((resolve) => setTimeout(resolve, seconds * 1000));

/**
 * Deliveries a second that `count` processes handle, each with `concurrency` handlers at once that wait 5 ms; and of how
 * many cores the processes and Postgres took how much.
 */
async function measure(server, { count, concurrency, seconds }) {
  const url = await server.database();
  const store = await open(url);
  await fill(store, count * concurrency * EACH * (WARM_UP_SECONDS + seconds), () => ({ destinations: [DESTINATION] }));
  const options = { logLevel: "warn", store: url, handlers: "waiting-handlers.mjs", concurrency };
  const started = await Promise.all(
    Array.from({ length: count }, (_, i) => startHookinbox({ dir: freshDir(`worker-${i}`), ...options })),
  );
  const children = started.flatMap(({ processes }) => processes);
  const look = async () => ({
    at: performance.now() / 1000,
    done: (await store.stats()).deliveries.done,
    workers: cpuSeconds(children.map(({ pid }) => pid)),
    postgres: cpuSeconds([server.process.pid]),
  });
  await pause(WARM_UP_SECONDS);
  const before = await look();
  await pause(seconds);
  const after = await look();
  for (const child of children) await end(child);
  await store.close();
  const each = (name) => (after[name] - before[name]) / (after.at - before.at);
  return { rate: each("done"), workers: each("workers"), postgres: each("postgres") };
}

/** One process, then two, in turn; the best round of each. */
export async function workers(server, { rounds, seconds, concurrency }) {
  const best = {};
  for (let round = 0; round < rounds; round++) {
    for (const [name, count] of Object.entries({ one: 1, two: 2 })) {
      const measured = await measure(server, { count, concurrency, seconds });
      if (!(best[name]?.rate >= measured.rate)) best[name] = measured;
    }
  }
  return best;
}
