// What an admin asks of a store that is full.
import { built, fill } from "../lib/fill.mjs";
import { quantile } from "../lib/quantiles.mjs";

const DAY = 86_400_000;

const QUERIES = {
  all: {},
  source: { source: "stripe" },
  type: { type: "type.7" },
  "source and type": { source: "stripe", type: "type.10" },
  "source and type that never meet": { source: "stripe", type: "type.7" },
  "source, unhandled": { source: "stripe", state: "unhandled" },
  "source, type, pending": { source: "stripe", type: "type.10", state: "pending" },
  "types that begin alike": { type: "type.1*" },
  "types that none has": { type: "nothing.*" },
  pending: { state: "pending" },
  running: { state: "running" },
  done: { state: "done" },
  dead: { state: "dead" },
  unhandled: { state: "unhandled" },
  words: { q: "type.49" },
};

/** The slowest of each question's pages, in ms. */
export async function lists(store, times = 5) {
  const slowest = {};
  for (const [name, query] of Object.entries(QUERIES)) {
    const took = [];
    for (let i = 0; i < times; i++) {
      const before = performance.now();
      const { items, next } = await store.list({ ...query, limit: 100 });
      if (next !== null) await store.list({ ...query, limit: 100, before: next });
      took.push((performance.now() - before) / (next === null ? 1 : 2));
      if (i === 0) slowest[`${name} (${items.length})`] = 0;
    }
    const key = Object.keys(slowest).find((one) => one.startsWith(`${name} (`));
    slowest[key] = quantile(took, 1);
  }
  return slowest;
}

/** How long it takes to drop a day of `count` events, one in a thousand of which is still open, in ms. */
export async function dropDay(server, count) {
  const { postgresStore } = await built("stores", "postgres", "index.js");
  let ahead = 0;
  const store = postgresStore({ url: await server.database(), clock: () => Date.now() + ahead });
  await store.open();
  await fill(store, count, (i) => ({ destinations: i % 1000 === 0 ? ["bench"] : [] }));
  ahead = 32 * DAY;
  const before = performance.now();
  const { events } = await store.prune({ events: 30 * DAY, keys: 90 * DAY, quarantine: 7 * DAY });
  const took = performance.now() - before;
  await store.close();
  if (events !== count - Math.ceil(count / 1000)) throw new Error(`${events} of ${count} events were dropped`);
  return took;
}
