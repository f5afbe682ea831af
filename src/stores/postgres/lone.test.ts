import pg from "pg";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import type { NewEvent } from "../store.ts";
import { type PostgresStore, postgresStore } from "./index.ts";
import { ask, done, event, newSchema } from "./rig.fixture.ts";
import { startPostgres, type TestServer } from "./server.fixture.ts";

/** A settlement that takes the short way, as nobody waits in its lane, while somebody joins it. */
let server: TestServer;
let schema: string;
let store: PostgresStore;
let holder: pg.Client;

beforeAll(async () => {
  server = await startPostgres();
});
afterAll(() => server?.destroy());
beforeEach(async () => {
  schema = newSchema();
  store = postgresStore({ url: server.url, schema });
  await store.open();
  holder = new pg.Client(server.url);
  await holder.connect();
});
afterEach(async () => {
  await holder.end();
  await store.close();
});

const lane = { destination: "orders", key: "a", version: null };
const ordered = (): NewEvent => event({ destinations: ["orders"], lanes: [lane] });
const claim = () =>
  store.claim({ worker: "w", lease: 30_000, limit: 10, destinations: [{ name: "orders", limit: 10 }] });
const lanes = () => ask(server.url, `SELECT 1 FROM ${schema}.lanes`);

async function waiting(count: number): Promise<void> {
  const locks = "SELECT count(DISTINCT pid)::int AS n FROM pg_locks WHERE NOT granted";
  await expect.poll(async () => (await ask(server.url, locks))[0]?.n, { timeout: 20_000 }).toBe(count);
}

/** Lets the one join, and the other settle, in this order, both after having waited for the lane's lock. */
async function atOnce(join: () => Promise<unknown>, settle: () => Promise<boolean[]>): Promise<boolean[]> {
  await holder.query("BEGIN");
  await holder.query(`SELECT FROM ${schema}.lanes FOR UPDATE`);
  const joining = join();
  await waiting(1);
  const settling = settle();
  await waiting(2);
  await holder.query("ROLLBACK");
  await joining;
  return await settling;
}

test("a lane goes with its only delivery", async () => {
  await store.accept([ordered()]);
  const [lease] = await claim();
  expect(await store.settle([{ ...done(lease!), inLane: true }])).toEqual([true]);
  expect(await lanes()).toEqual([]);
});

test("who joins by an accept while the last one is settled comes next", async () => {
  await store.accept([ordered()]);
  const [lease] = await claim();
  const next = ordered();
  const settled = await atOnce(
    () => store.accept([next]),
    () => store.settle([{ ...done(lease!), inLane: true }]),
  );
  expect(settled).toEqual([true]);
  expect((await claim()).map((one) => one.event.id)).toEqual([next.id]);
});

test("who joins by a replay while the last one is settled comes next", async () => {
  const [first, second] = [ordered(), ordered()];
  await store.accept([first]);
  const [before] = await claim();
  await store.settle([{ ...done(before!), inLane: true }]);
  await store.accept([second]);
  const [lease] = await claim();
  const settled = await atOnce(
    () => store.replay(first.id, ["orders"], [lane]),
    () => store.settle([{ ...done(lease!), inLane: true }]),
  );
  expect(settled).toEqual([true]);
  expect((await claim()).map((one) => one.event.id)).toEqual([first.id]);
});
