// A process of its own that opens a store, claims and settles: how long does it take, how much memory?
// Arguments: path of the store, claims, deliveries a claim. Prints one line of JSON.
import { pathToFileURL } from "node:url";

const [path, claims, limit, dist] = process.argv.slice(2);
const { sqliteStore } = await import(pathToFileURL(`${dist}/stores/sqlite/index.js`).href);

const started = performance.now();
const store = sqliteStore({ path });
await store.open();
const opened = performance.now() - started;
const atOpen = process.memoryUsage().rss;

const request = {
  worker: "bench",
  lease: 30_000,
  limit: Number(limit),
  destinations: [{ name: "bench", limit: Number(limit), holdFor: 60_000 }],
};
const times = [];
let leased = 0;
let most = atOpen;
for (let i = 0; i < Number(claims); i++) {
  const before = performance.now();
  const leases = await store.claim(request);
  times.push(performance.now() - before);
  leased += leases.length;
  const at = Date.now();
  await store.settle(
    leases.map(({ delivery, token }) => ({ delivery, token, startedAt: at, endedAt: at, outcome: "done" })),
  );
  if (i % 50 === 0) most = Math.max(most, process.memoryUsage().rss);
}
const took = (performance.now() - started - opened) / 1000;
await store.close();
console.log(JSON.stringify({ opened, times, leased, took, atOpen, most }));
