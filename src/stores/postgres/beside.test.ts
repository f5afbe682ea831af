import { type AddressInfo, connect, createServer, Socket } from "node:net";
import pg from "pg";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import type { Notice } from "../../observe.ts";
import { connectionOf } from "./beside.ts";
import type { PgPool } from "./database.ts";
import { postgresStore } from "./index.ts";
import { ask, event, newSchema } from "./rig.fixture.ts";
import { startPostgres, type TestServer } from "./server.fixture.ts";

/** The companion's own connection, made as the app's pool makes its. */
let server: TestServer;
beforeAll(async () => {
  server = await startPostgres();
});
afterAll(() => server?.destroy());

/** A store with a delivery that is held; how far its lease goes, and what the operator was told. */
async function holding(pool: PgPool, end = async () => {}) {
  const schema = newSchema();
  const store = postgresStore({ pool, schema });
  const told: Notice[] = [];
  store.onNotice?.((notice) => told.push(notice));
  await store.open();
  onTestFinished(async () => {
    await store.close();
    await end();
  });
  await store.accept([event()]);
  const destinations = [{ name: "github/*", limit: 9, holdFor: 60_000 }];
  await store.claim({ worker: "w", lease: 1_500, limit: 9, destinations });
  const until = async () =>
    Number((await ask(server.url, `SELECT lease_until FROM ${schema}.deliveries`))[0]?.lease_until);
  return { until, first: await until(), told };
}

const login = () => {
  const { username, password, pathname } = new URL(server.url);
  return { user: username, password: decodeURIComponent(password), database: pathname.slice(1) };
};

test("the key of a certificate goes along, though the pool hides it", async () => {
  const pool = new pg.Pool({ ssl: { ca: "ca", cert: "certificate", key: "key" } });
  expect(Object.keys(pool.options.ssl ?? {})).toEqual(["ca", "cert"]);
  expect(connectionOf(pool)).toMatchObject({ ssl: { ca: "ca", cert: "certificate", key: "key" } });
  await pool.end();
});

test("a pool that makes its sockets by itself: leases are renewed over one of them", async () => {
  const stream = () => {
    const socket = new Socket();
    const dial = socket.connect.bind(socket) as (port: number, host: string) => Socket;
    return Object.assign(socket, { connect: () => dial(server.port, new URL(server.url).hostname) });
  };
  const pool = new pg.Pool({ ...login(), max: 3, stream });
  pool.on("error", () => {});
  const { until, first } = await holding(pool, () => pool.end());
  await expect.poll(until, { timeout: 10_000 }).toBeGreaterThan(first);
});

test("that leases cannot be renewed is told once, with the cause, and once that they are again", async () => {
  let open = false;
  const door = createServer((client) => {
    if (!open) return client.destroy();
    const upstream = connect(server.port, new URL(server.url).hostname);
    client.pipe(upstream).pipe(client);
    client.on("error", () => upstream.destroy());
    upstream.on("error", () => client.destroy());
  });
  await new Promise<void>((resolve) => door.listen(0, "127.0.0.1", resolve));
  const own = new pg.Pool({ connectionString: server.url, max: 3 });
  own.on("error", () => {});
  // It says that it connects elsewhere than it does.
  const options = { ...login(), host: "127.0.0.1", port: (door.address() as AddressInfo).port };
  const pool = { options, connect: () => own.connect(), query: (query: pg.QueryConfig) => own.query(query) };
  const { told } = await holding(pool, async () => {
    await own.end();
    door.close();
  });
  await expect.poll(() => told, { timeout: 10_000 }).toHaveLength(1);
  expect(told[0]).toMatchObject({ level: "error", code: "RENEW_FAILED" });
  expect(String(told[0]?.cause)).toMatch(/terminated|closed|ECONNRESET/);
  await new Promise((resolve) => setTimeout(resolve, 1_000));
  open = true;
  await expect.poll(() => told.map(({ code }) => code), { timeout: 10_000 }).toEqual(["RENEW_FAILED", "RENEW_WELL"]);
});
