import pg from "pg";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { type Lease, MAX_CRASHES, type NewEvent } from "../store.ts";
import { type PostgresStore, postgresStore } from "./index.ts";
import { ask, done, event, newSchema } from "./rig.fixture.ts";
import { startPostgres, type TestServer } from "./server.fixture.ts";

/** A delivery dies while it is replayed: whichever commits first, the death does not keep the replay waiting. */
let server: TestServer;
let schema: string;
let store: PostgresStore;
let holder: pg.Client;
let now: number;

beforeAll(async () => {
  server = await startPostgres();
});
afterAll(() => server?.destroy());
beforeEach(async () => {
  now = Date.now();
  schema = newSchema();
  store = postgresStore({ url: server.url, schema, clock: () => now });
  await store.open();
  holder = new pg.Client(server.url);
  await holder.connect();
});
afterEach(async () => {
  await holder.end();
  await store.close();
});

const given = (ordered: boolean): NewEvent =>
  event({
    destinations: ["orders"],
    lanes: ordered ? [{ destination: "orders", key: "a", version: null }] : [],
  });
const claim = () =>
  store.claim({ worker: "w", lease: 30_000, limit: 10, destinations: [{ name: "orders", limit: 10 }] });
const die = ({ delivery, token, inLane }: Lease) =>
  store.settle([{ delivery, token, inLane, startedAt: now, endedAt: now, outcome: "dead", error: "no" }]);
const waiting = async () => {
  const [row] = await ask(server.url, "SELECT count(DISTINCT pid)::int AS n FROM pg_locks WHERE NOT granted");
  return Number(row?.n);
};

/** Both at once, while a lock of the holder's keeps the first of them in its middle. */
async function atOnce(lock: string, first: () => Promise<unknown>, second: () => Promise<unknown>): Promise<void> {
  await holder.query("BEGIN");
  await holder.query(lock.replace("$s", schema));
  const one = first();
  await expect.poll(waiting, { timeout: 20_000 }).toBe(1);
  let ended = false;
  const other = second().then(() => (ended = true));
  // It waits as well, or is through where it need not.
  await expect.poll(async () => ended || (await waiting()) === 2, { timeout: 20_000 }).toBe(true);
  await holder.query("ROLLBACK");
  await Promise.all([one, other]);
}

async function replayRuns(id: string): Promise<void> {
  const got = [...(await claim()), ...(await claim())];
  expect(got.map((lease) => [lease.event.id, lease.delivery.endsWith("_1")])).toEqual([[id, true]]);
  await store.settle(got.map((lease) => done(lease, now)));
  const { deliveries, destinations } = await store.stats();
  expect(deliveries).toEqual({ pending: 0, running: 0, done: 1, dead: 0 });
  expect(destinations[0]?.blocked ?? 0).toBe(0);
  expect(await store.dead({})).toEqual([]);
}

test.each([true, false])("settled as dead, and replayed meanwhile (in a lane: %s)", async (ordered) => {
  const one = given(ordered);
  await store.accept([one]);
  const [lease] = await claim();
  await atOnce(
    "SELECT FROM $s.deliveries FOR UPDATE",
    () => die(lease!),
    () => store.replay(one.id, ["orders"]),
  );
  await replayRuns(one.id);
});

test.each([true, false])("replayed, and settled as dead meanwhile (in a lane: %s)", async (ordered) => {
  const one = given(ordered);
  await store.accept([one]);
  const [lease] = await claim();
  // The last thing that a replay writes.
  await atOnce(
    "LOCK TABLE $s.tallies IN SHARE MODE",
    () => store.replay(one.id, ["orders"]),
    () => die(lease!),
  );
  await replayRuns(one.id);
});

test.each([true, false])("buried, and replayed meanwhile (in a lane: %s)", async (ordered) => {
  const one = given(ordered);
  await store.accept([one]);
  for (let i = 0; i < MAX_CRASHES; i++) {
    expect(await claim()).toHaveLength(1);
    now += 30_000;
  }
  await atOnce(
    `SELECT FROM $s.${ordered ? "lanes" : "events"} FOR UPDATE`,
    () => claim(),
    () => store.replay(one.id, ["orders"]),
  );
  await replayRuns(one.id);
});
