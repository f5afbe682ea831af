import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import type { Lease } from "../store.ts";
import { type PostgresStore, postgresStore } from "./index.ts";
import { ask, done, event, newSchema } from "./rig.fixture.ts";
import { startPostgres, type TestServer } from "./server.fixture.ts";

/** What holds between processes: each store here has a pool and a companion of its own, as another process would. */
let server: TestServer;
let schema: string;
let stores: PostgresStore[];

beforeAll(async () => {
  server = await startPostgres();
});
afterAll(() => server?.destroy());
beforeEach(async () => {
  schema = newSchema();
  stores = [1, 2, 3].map(() => postgresStore({ url: server.url, schema }));
  await Promise.all(stores.map((store) => store.open()));
});
afterEach(() => Promise.all(stores.map((store) => store.close())));

const claim = (
  store: PostgresStore,
  over: { limit?: number; lease?: number; holdFor?: number; names?: string[] } = {},
) =>
  store.claim({
    worker: "w",
    lease: over.lease ?? 30_000,
    limit: over.limit ?? 100,
    destinations: (over.names ?? ["github/*"]).map((name) => ({ name, limit: 100, holdFor: over.holdFor })),
  });

test("batches with the same keys in opposite orders: one of each is stored, and nobody waits for ever", async () => {
  const keys = Array.from({ length: 60 }, (_, i) => `k${i}`);
  const batch = (order: string[]) => order.map((key) => event({ key }));
  const results = await Promise.all(
    Array.from({ length: 12 }, (_, i) => stores[i % 3]!.accept(batch(i % 2 ? keys : [...keys].reverse()))),
  );
  expect(results.flat().filter(({ duplicate }) => !duplicate)).toHaveLength(60);
  expect(new Set(results.flat().map(({ id }) => id)).size).toBe(60);
  expect((await stores[0]!.stats()).events).toBe(60);
});

test("workers that claim and settle at once: each delivery is leased once, and done once", async () => {
  await stores[0]!.accept(Array.from({ length: 600 }, () => event({ destinations: ["a", "b"] })));
  const seen: string[] = [];
  const work = async (store: PostgresStore) => {
    for (let idle = 0; idle < 3; ) {
      const leases = await claim(store, { limit: 17, names: ["a", "b"] });
      idle = leases.length === 0 ? idle + 1 : 0;
      seen.push(...leases.map((lease) => lease.delivery));
      expect((await store.settle(leases.map((lease) => done(lease)))).every(Boolean)).toBe(true);
    }
  };
  await Promise.all([...stores, ...stores].map(work));
  expect(seen).toHaveLength(1200);
  expect(new Set(seen).size).toBe(1200);
  expect((await stores[0]!.stats()).deliveries).toEqual({ pending: 0, running: 0, done: 1200, dead: 0 });
});

test("an expired lease that many claim at once goes to one", async () => {
  await stores[0]!.accept([event()]);
  const [first] = await claim(stores[0]!, { lease: 1 });
  await new Promise((resolve) => setTimeout(resolve, 20));
  const again = await Promise.all(Array.from({ length: 9 }, (_, i) => claim(stores[i % 3]!)));
  expect(again.flat()).toHaveLength(1);
  expect(again.flat()[0]).toMatchObject({ crashes: 1, token: 2 });
  expect(await stores[0]!.settle([done(first!)])).toEqual([false]);
});

test("a handler that blocks the loop for three leases keeps its lease; the control, without a hold, loses it", async () => {
  await stores[0]!.accept([event({ destinations: ["held"] }), event({ destinations: ["free"] })]);
  const [held] = await claim(stores[0]!, { lease: 700, holdFor: 60_000, names: ["held"] });
  const [free] = await claim(stores[0]!, { lease: 700, names: ["free"] });
  // The companion's thread has connected before the loop is blocked, as it has in a process that runs for a while.
  const lease = () =>
    ask(server.url, `SELECT lease_until::float8 AS at FROM ${schema}.deliveries WHERE destination = 'held'`);
  const [before] = await lease();
  await expect.poll(async () => (await lease())[0]?.at).toBeGreaterThan(Number(before?.at));
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 2100);
  const taken = await claim(stores[1]!, { names: ["held", "free"] });
  expect(taken.map((one: Lease) => one.delivery)).toEqual([free!.delivery]);
  expect(await stores[0]!.settle([done(held!), done(free!)])).toEqual([true, false]);
});

test("an accept wakes the workers of other processes, over a lost connection as well", async () => {
  let woken = 0;
  stores[1]!.onWork(() => {
    woken += 1;
  });
  const listening = async () =>
    (await ask(server.url, `SELECT pid FROM pg_stat_activity WHERE query = 'LISTEN ${schema}_work'`)).map(
      (row) => row.pid,
    );
  await expect.poll(listening).toHaveLength(1);
  const [pid] = await listening();
  await expect.poll(() => woken).toBeGreaterThan(0);
  const before = woken;
  await stores[0]!.accept([event()]);
  await expect.poll(() => woken).toBeGreaterThan(before);
  await ask(server.url, `SELECT pg_terminate_backend(${pid})`);
  await expect.poll(async () => (await listening()).some((other) => other !== pid), { timeout: 20_000 }).toBe(true);
  const after = woken;
  await stores[0]!.accept([event()]);
  await expect.poll(() => woken).toBeGreaterThan(after);
});

test("the database's clock counts: a worker whose own is an hour ahead waits no longer for a retry", async () => {
  await stores[0]!.accept([event({ receivedAt: Date.now() + 3_600_000 })]);
  const [lease] = await claim(stores[0]!);
  const ahead = Date.now() + 3_600_000;
  await stores[0]!.settle([{ ...done(lease!, ahead), outcome: "retry", error: "no", retryAt: ahead + 30 }]);
  await expect.poll(() => claim(stores[1]!)).toHaveLength(1);
});

test("what Postgres cannot hold as text does not stop an attempt or a refused request from being kept", async () => {
  const [store] = stores as [PostgresStore];
  const given = event();
  await store.accept([given]);
  const [lease] = await claim(store);
  expect(await store.settle([{ ...done(lease!), outcome: "dead", error: "a\0b \ud800" }])).toEqual([true]);
  expect((await store.get(given.id))?.deliveries[0]?.attempts[0]?.error).toBe("a\ufffdb \ufffd");
  const refused = { ...event(), reason: "X", detail: "\0", method: "POST", url: "/\0", id: "qrt_1" };
  await store.quarantine([refused]);
  expect(await store.quarantinedOne("qrt_1")).toMatchObject({ detail: "\ufffd", url: "/\ufffd" });
});

test("a key of 20 KB is as good as another", async () => {
  const key = "k".repeat(20_000);
  const [first] = await stores[0]!.accept([event({ key })]);
  expect(await stores[1]!.accept([event({ key })])).toEqual([{ id: first?.id, duplicate: true }]);
  expect((await stores[1]!.accept([event({ key: `${key}2` })]))[0]?.duplicate).toBe(false);
});
