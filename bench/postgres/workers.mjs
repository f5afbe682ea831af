// Do two processes that work do twice as much as one?
import { startHookinbox } from "../contestants/hookinbox.mjs";
import { fill } from "../lib/fill.mjs";
import { freshDir } from "../lib/paths.mjs";
import { end } from "../lib/processes.mjs";
import { open } from "./queue.mjs";

const DESTINATION = "github/issues.opened";

/** Deliveries a second that `count` processes handle, each with 32 handlers at once that wait 5 ms. */
async function rateOf(server, count, seconds) {
  const url = await server.database();
  const store = await open(url);
  await fill(store, 10_000 * seconds, () => ({ destinations: [DESTINATION] }));
  const started = await Promise.all(
    Array.from({ length: count }, (_, i) =>
      startHookinbox({ dir: freshDir(`worker-${i}`), logLevel: "warn", store: url, handlers: "waiting-handlers.mjs" }),
    ),
  );
  const done = async () => (await store.stats()).deliveries.done;
  // The first second is start-up.
  await new Promise((resolve) => setTimeout(resolve, 1000));
  const [before, from] = [await done(), performance.now()];
  await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
  const rate = ((await done()) - before) / ((performance.now() - from) / 1000);
  for (const { processes } of started) for (const child of processes) await end(child);
  await store.close();
  return rate;
}

export async function workers(server, { seconds }) {
  return { one: await rateOf(server, 1, seconds), two: await rateOf(server, 2, seconds) };
}
