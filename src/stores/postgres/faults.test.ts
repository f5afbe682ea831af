import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { createWorker } from "../../worker.ts";
import { type PostgresStore, postgresStore } from "./index.ts";
import { ask, done, event, type FaultProxy, newSchema, startProxy } from "./rig.fixture.ts";
import { startPostgres, type TestServer } from "./server.fixture.ts";

let server: TestServer;
beforeAll(async () => {
  server = await startPostgres();
});
afterAll(() => server?.destroy());

describe("a connection that is cut", () => {
  let proxy: FaultProxy;
  let store: PostgresStore;

  beforeEach(async () => {
    proxy = await startProxy(server.url);
    store = postgresStore({ url: proxy.url, schema: newSchema() });
    await store.open();
  });
  afterEach(async () => {
    await store.close();
    await proxy.close();
  });
  const claim = () =>
    store.claim({ worker: "w", lease: 60_000, limit: 9, destinations: [{ name: "github/*", limit: 9 }] });

  test("between COMMIT and its answer: the accept is refused, its repeat is a duplicate", async () => {
    const given = event({ key: "k" });
    proxy.cut("AS stored", "after");
    await expect(store.accept([given])).rejects.toMatchObject({ code: "STORE_UNAVAILABLE", status: 503 });
    await expect.poll(() => store.trouble()).toBeUndefined();
    expect(await store.accept([event({ key: "k" })])).toEqual([{ id: given.id, duplicate: true }]);
    expect((await claim()).map((lease) => lease.event.id)).toEqual([given.id]);
  });

  test("the control: cut before the server has heard of it, the repeat is no duplicate", async () => {
    proxy.cut("AS stored", "before");
    await expect(store.accept([event({ key: "k" })])).rejects.toMatchObject({ code: "STORE_UNAVAILABLE" });
    await expect.poll(() => store.trouble()).toBeUndefined();
    expect((await store.accept([event({ key: "k" })]))[0]?.duplicate).toBe(false);
  });

  test("between a settlement and its answer: settled again it is false, and it was recorded once", async () => {
    const given = event();
    await store.accept([given]);
    const [lease] = await claim();
    proxy.cut("ended_at) ORDER BY event, n", "after");
    await expect(store.settle([done(lease!)])).rejects.toMatchObject({ code: "STORE_UNAVAILABLE" });
    expect(await store.settle([done(lease!)])).toEqual([false]);
    expect((await store.get(given.id))?.deliveries.map((d) => d.attempts.length)).toEqual([1]);
  });

  test("in the middle of a release: nothing of it is stored, and it can be released again", async () => {
    const refused = { ...event(), reason: "SIGNATURE_MISMATCH", detail: "", method: "POST", url: "/", id: "qrt_1" };
    await store.quarantine([refused]);
    proxy.cut("AS stored", "before");
    await expect(store.release(event(), "qrt_1")).rejects.toMatchObject({ code: "STORE_UNAVAILABLE" });
    expect((await store.list({})).items).toEqual([]);
    expect(await store.release(event(), "qrt_1")).toMatchObject({ duplicate: false });
    expect(await store.release(event(), "qrt_1")).toBeUndefined();
  });
});

test("the server stops and comes back: trouble meanwhile, well by itself, and all that was answered is there", async ({
  skip,
}) => {
  if (!server.process()) skip("HOOKINBOX_TEST_POSTGRES names a server, which is not this test's to stop");
  const store = postgresStore({ url: server.url, schema: newSchema() });
  await store.open();
  const before = event({ key: "before" });
  await store.accept([before]);
  server.process()?.kill("SIGQUIT"); // Immediate: no shutdown checkpoint, recovery from the log at the next start.
  await server.stop();
  await expect(store.accept([event({ key: "meanwhile" })])).rejects.toMatchObject({ code: "STORE_UNAVAILABLE" });
  expect(store.trouble()).toMatchObject({ code: "STORE_UNAVAILABLE" });
  await expect(store.stats()).rejects.toMatchObject({ code: "STORE_UNAVAILABLE" });
  await server.start();
  await expect.poll(() => store.trouble(), { timeout: 20_000 }).toBeUndefined();
  expect(await store.accept([event({ key: "before" })])).toEqual([{ id: before.id, duplicate: true }]);
  expect((await store.accept([event({ key: "meanwhile" })]))[0]?.duplicate).toBe(false);
  await store.close();
});

test("a server that becomes read-only is trouble that passes", async () => {
  await ask(server.url, "CREATE DATABASE failing");
  const url = new URL(server.url);
  url.pathname = "/failing";
  const store = postgresStore({ url: url.toString(), schema: newSchema() });
  await store.open();
  const end = () => ask(server.url, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'failing'");
  await ask(server.url, "ALTER DATABASE failing SET default_transaction_read_only = on");
  await end();
  await expect.poll(() => store.accept([event()]).catch((error) => error.code)).toBe("STORE_UNAVAILABLE");
  expect(store.trouble()?.message).toMatch(/read-only|terminat/);
  await ask(server.url, "ALTER DATABASE failing RESET default_transaction_read_only");
  await end();
  await expect.poll(() => store.trouble(), { timeout: 20_000 }).toBeUndefined();
  expect((await store.accept([event()]))[0]?.duplicate).toBe(false);
  await store.close();
});

test("a worker says once that it cannot claim, however often it tries, and once that it can again", async () => {
  await ask(server.url, "CREATE DATABASE closed");
  const url = new URL(server.url);
  url.pathname = "/closed";
  const store = postgresStore({ url: url.toString(), schema: newSchema() });
  await store.open();
  let claims = 0;
  const notices: string[] = [];
  const worker = createWorker({
    queue: {
      ...store,
      claim(request) {
        claims += 1;
        return store.claim(request);
      },
    },
    destinations: [{ name: "a", concurrency: 1, timeout: 60_000, retry: [], deliver: async () => {} }],
    name: "w",
    concurrency: 1,
    lease: 60_000,
    poll: 10,
    stopTimeout: 1_000,
    clock: Date.now,
    observer: { noticed: ({ level, code }) => notices.push(`${level} ${code}`) },
  });
  worker.start();
  const allow = (connections: boolean) => ask(server.url, `ALTER DATABASE closed ALLOW_CONNECTIONS ${connections}`);
  await allow(false);
  await ask(server.url, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'closed'");
  await expect.poll(() => notices, { timeout: 20_000 }).not.toEqual([]);
  const before = claims;
  await expect.poll(() => claims, { timeout: 20_000 }).toBeGreaterThan(before + 3);
  await allow(true);
  await expect.poll(() => notices, { timeout: 20_000 }).toEqual(["error CLAIM_FAILED", "info CLAIM_WELL"]);
  await worker.stop();
  await store.close();
});

test("more calls than connections wait for one; none is lost", async () => {
  const url = new URL(server.url);
  url.searchParams.set("pool", "2");
  const store = postgresStore({ url: url.toString(), schema: newSchema() });
  await store.open();
  const results = await Promise.all(Array.from({ length: 100 }, () => store.accept([event()])));
  expect(results.flat().every(({ duplicate }) => !duplicate)).toBe(true);
  expect((await store.stats()).events).toBe(100);
  await store.close();
});
