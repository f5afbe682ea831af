import { afterAll, beforeAll, expect, test } from "vitest";
import type { Rate } from "../limits.ts";
import { type PostgresStore, postgresStore } from "./index.ts";
import { ask, event, newSchema, startProxy } from "./rig.fixture.ts";
import { startPostgres, type TestServer } from "./server.fixture.ts";

/** The database's host vanishes: no connection is closed, none is answered any more; new ones are. */
let server: TestServer;
const closing: (() => Promise<void>)[] = [];

beforeAll(async () => {
  server = await startPostgres();
});
afterAll(async () => {
  await Promise.all(closing.map((close) => close()));
  await server?.destroy();
});

async function rig() {
  const proxy = await startProxy(server.url);
  const schema = newSchema();
  const store = postgresStore({ url: proxy.url, schema });
  await store.open();
  closing.push(async () => {
    await proxy.close();
    await store.close();
  });
  return { proxy, schema, store };
}

const claim = (from: PostgresStore, over: { rate?: Rate; event?: string } = {}) =>
  from.claim({
    worker: "w",
    lease: 3_000,
    limit: 9,
    destinations: [{ name: "github/*", limit: 9, holdFor: 60_000, rate: over.rate }],
    event: over.event,
  });

const commit = async (store: PostgresStore) => {
  await store.accept([event()]);
  const [{ delivery, token } = { delivery: "", token: 0 }] = await claim(store);
  const signal = new AbortController().signal;
  return store.commit({ delivery, token, startedAt: 0, clock: Date.now, timeout: 60_000, signal }, () => {});
};

test("leases are renewed again, over a new connection, before they run out", async () => {
  const { proxy, schema, store } = await rig();
  const other = postgresStore({ url: server.url, schema });
  await other.open();
  await store.accept([event()]);
  expect(await claim(store)).toHaveLength(1);
  const until = async () =>
    Number((await ask(server.url, `SELECT lease_until FROM ${schema}.deliveries`))[0]?.lease_until);
  const first = await until();
  await expect.poll(until, { timeout: 5_000 }).toBeGreaterThan(first);
  proxy.vanish();
  for (let second = 0; second < 7; second++) {
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    expect(await claim(other)).toEqual([]);
  }
  await other.close();
}, 30_000);

const rate = { limit: 1_000, per: 1_000 };
const waits: [string, string, (store: PostgresStore) => Promise<unknown>][] = [
  ["the beginning of a transaction", "BEGIN", (store) => claim(store, { rate })],
  ["its end", "COMMIT", (store) => claim(store, { rate })],
  [
    "a claim's second read",
    "SELECT id AS event",
    async (store) => {
      const given = event();
      await store.accept([given]);
      return claim(store, { event: given.id });
    },
  ],
  ["the look at a commit's lease", "set_config('hookinbox.commit'", commit],
  ["the look at a commit's mark", "current_setting('hookinbox.commit'", commit],
];

test.concurrent.for(waits)(
  "%s is waited for no longer than another statement",
  { timeout: 30_000 },
  async ([, words, act], { expect }) => {
    const { proxy, store } = await rig();
    proxy.vanish(words);
    await expect(act(store)).rejects.toMatchObject({ code: "STORE_UNAVAILABLE" });
    await expect.poll(() => store.trouble(), { timeout: 5_000 }).toBeUndefined();
    await expect(act(store)).resolves.not.toThrow();
  },
);

test.concurrent("a probe that is not answered is followed by another", async ({ expect }) => {
  const { proxy, store } = await rig();
  proxy.cut("AS stored", "before");
  await expect(store.accept([event()])).rejects.toMatchObject({ code: "STORE_UNAVAILABLE" });
  proxy.vanish("'probe'");
  await expect.poll(() => store.trouble(), { timeout: 20_000 }).toBeUndefined();
}, 30_000);
