// Claims and settlements, by the store's port.
import { built, fill } from "../lib/fill.mjs";
import { quantile } from "../lib/quantiles.mjs";

const LEASE = 30_000;
const settlements = (leases) => {
  const at = Date.now();
  return leases.map(({ delivery, token, inLane }) => ({
    delivery,
    token,
    inLane,
    startedAt: at,
    endedAt: at,
    outcome: "done",
  }));
};

export async function open(url) {
  const { postgresStore } = await built("stores", "postgres", "index.js");
  const store = postgresStore({ url });
  await store.open();
  return store;
}

const claim = (store, limit) =>
  store.claim({ worker: "bench", lease: LEASE, limit, destinations: [{ name: "bench", limit, holdFor: LEASE }] });

/** Deliveries a second that are claimed and settled: `loops` workers, `limit` a claim. `eventOf`: see `fill`. */
export async function claimAndSettle(server, { count = 60_000, loops = 3, limit = 200, eventOf } = {}) {
  const store = await open(await server.database());
  await fill(store, count, eventOf);
  let settled = 0;
  async function work() {
    for (;;) {
      const leases = await claim(store, limit);
      if (leases.length === 0) return;
      const written = await store.settle(settlements(leases));
      // Not `settled += (await …)`: that reads the sum before it waits, and the other loops' share is lost.
      settled += written.filter(Boolean).length;
    }
  }
  const started = performance.now();
  await Promise.all(Array.from({ length: loops }, work));
  const rate = settled / ((performance.now() - started) / 1000);
  await store.close();
  return rate;
}

/** What a claim of 16 takes, in ms, while the queue is as long as it is. */
async function claimTimes(store, claims) {
  const times = [];
  for (let i = 0; i < claims; i++) {
    const before = performance.now();
    const leases = await claim(store, 16);
    times.push(performance.now() - before);
    await store.settle(settlements(leases));
    await fill(store, leases.length);
  }
  return quantile(times, 0.99);
}

/** p99 of a claim with 1,000 deliveries waiting, and with `most`. The filled store goes to `then`. */
export async function flatness(server, { most, claims = 600 }, then) {
  const store = await open(await server.database());
  await fill(store, 1000);
  const few = await claimTimes(store, claims);
  await fill(store, most, (i) => ({
    source: i % 10 === 0 ? "stripe" : "github",
    type: `type.${i % 50}`,
    destinations: i % 20 === 0 ? [] : ["bench"],
  }));
  const many = await claimTimes(store, claims);
  const rest = await then(store);
  await store.close();
  return { few, many, ...rest };
}
