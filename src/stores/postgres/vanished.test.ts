import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { type PostgresStore, postgresStore } from "./index.ts";
import { ask, event, type FaultProxy, newSchema, startProxy } from "./rig.fixture.ts";
import { startPostgres, type TestServer } from "./server.fixture.ts";

/** The database's host vanishes: no connection is closed, none is answered any more; new ones are. */
let server: TestServer;
let proxy: FaultProxy;
let schema: string;
let store: PostgresStore;

beforeAll(async () => {
  server = await startPostgres();
});
afterAll(() => server?.destroy());
beforeEach(async () => {
  proxy = await startProxy(server.url);
  schema = newSchema();
  store = postgresStore({ url: proxy.url, schema });
  await store.open();
});
afterEach(async () => {
  await proxy.close();
  await store.close();
});

const claimAs = (from: PostgresStore, over: { rate?: { count: number; per: number } } = {}) =>
  from.claim({
    worker: "w",
    lease: 3_000,
    limit: 9,
    destinations: [{ name: "github/*", limit: 9, holdFor: 60_000, ...over }],
  });

test("leases are renewed again, over a new connection, before they run out", async () => {
  const other = postgresStore({ url: server.url, schema });
  await other.open();
  await store.accept([event()]);
  expect(await claimAs(store)).toHaveLength(1);
  const until = async () =>
    Number((await ask(server.url, `SELECT lease_until FROM ${schema}.deliveries`))[0]?.lease_until);
  const first = await until();
  await expect.poll(until, { timeout: 5_000 }).toBeGreaterThan(first);
  proxy.vanish();
  for (let second = 0; second < 7; second++) {
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    expect(await claimAs(other)).toEqual([]);
  }
  await other.close();
}, 30_000);
