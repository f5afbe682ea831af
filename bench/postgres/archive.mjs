// What an admin asks of a store that is full.
import { quantile } from "../lib/quantiles.mjs";

const QUERIES = {
  all: {},
  source: { source: "stripe" },
  type: { type: "type.7" },
  "source and type": { source: "stripe", type: "type.10" },
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
