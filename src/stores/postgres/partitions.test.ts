import pg from "pg";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import type { Lease } from "../store.ts";
import { type PostgresStore, postgresStore } from "./index.ts";
import { suffixOf } from "./partitions.ts";
import { ask, done, event, idAt, newSchema } from "./rig.fixture.ts";
import { startPostgres, type TestServer } from "./server.fixture.ts";

const DAY = 86_400_000;
const RETENTION = { events: 30 * DAY, keys: 90 * DAY, quarantine: 7 * DAY };

let server: TestServer;
let store: PostgresStore;
let schema: string;
let now: number;

beforeAll(async () => {
  server = await startPostgres();
});
afterAll(() => server?.destroy());
beforeEach(async () => {
  schema = newSchema();
  now = Date.now();
  store = postgresStore({ url: server.url, schema, clock: () => now });
  await store.open();
});
afterEach(() => store.close());

const claim = (...names: string[]): Promise<Lease[]> =>
  store.claim({ worker: "w", lease: 30_000, limit: 100, destinations: names.map((name) => ({ name, limit: 100 })) });

const partitions = async (): Promise<string[]> =>
  (
    await ask(
      server.url,
      `SELECT c.relname AS name FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
       WHERE i.inhparent IN ('${schema}.events'::regclass, '${schema}.attempts'::regclass) ORDER BY 1`,
    )
  ).map((row) => String(row.name));

const standsIn = async (id: string): Promise<unknown> =>
  (
    await ask(server.url, `SELECT tableoid::regclass::text AS place FROM ${schema}.events WHERE id = '${id.slice(4)}'`)
  )[0]?.place;

test("today and the days to come have partitions; an event stands in its day's, a stray one in the default", async () => {
  const today = suffixOf(now);
  const there = await partitions();
  for (const name of [`events_${today}`, `attempts_${today}`, `events_${suffixOf(now + 3 * DAY)}`, "events_default"])
    expect(there).toContain(name);
  const [present, stray] = [event({ id: idAt(now) }), event({ id: idAt(now - 500 * DAY) })];
  await store.accept([present, stray]);
  expect(await standsIn(present.id)).toBe(`${schema}.events_${today}`);
  expect(await standsIn(stray.id)).toBe(`${schema}.events_default`);
  expect((await store.list({})).items.map((item) => item.id)).toEqual([present.id, stray.id]);
  expect((await claim("github/*")).map((lease) => lease.event.id).sort()).toEqual([stray.id, present.id].sort());
});

test("a day that nobody made a partition for is moved out of the default one", async () => {
  const today = suffixOf(now);
  await ask(server.url, `DROP TABLE ${schema}.events_${today}, ${schema}.attempts_${today}`);
  const given = event({ id: idAt(now) });
  await store.accept([given]);
  await store.settle((await claim("github/*")).map((lease) => done(lease, now)));
  expect(await standsIn(given.id)).toBe(`${schema}.events_default`);
  await store.prune(RETENTION);
  expect(await standsIn(given.id)).toBe(`${schema}.events_${today}`);
  expect((await store.get(given.id))?.deliveries[0]?.attempts).toHaveLength(1);
});

test("a long query in the way of a new partition stops neither start nor accept", async () => {
  const today = suffixOf(now);
  await ask(server.url, `DROP TABLE ${schema}.events_${today}, ${schema}.attempts_${today}`);
  const reader = new pg.Client(server.url);
  await reader.connect();
  await reader.query(`BEGIN; SELECT count(*) FROM ${schema}.events`);
  const second = postgresStore({ url: server.url, schema });
  await second.open();
  expect(await partitions()).not.toContain(`events_${today}`);
  const given = event({ id: idAt(now) });
  expect(await second.accept([given])).toEqual([{ id: given.id, duplicate: false }]);
  await expect(second.prune(RETENTION)).rejects.toMatchObject({ code: "STORE_LOCKED" });
  expect(second.trouble()).toBeUndefined();
  await reader.query("COMMIT");
  await second.prune(RETENTION);
  expect(await standsIn(given.id)).toBe(`${schema}.events_${today}`);
  await reader.end();
  await second.close();
});

test("retention drops whole days; an open delivery's event is moved and lives; keys outlive both", async () => {
  const today = suffixOf(now);
  const [old, open, dead] = [
    event({ id: idAt(now), key: "old", receivedAt: now }),
    event({ id: idAt(now), key: "open", destinations: ["later", "github/*"], receivedAt: now }),
    event({ id: idAt(now), key: "dead", destinations: ["fatal"], receivedAt: now }),
  ];
  await store.accept([old, open, dead]);
  await store.accept([event({ key: "old" })]);
  await store.settle((await claim("github/*")).map((lease) => done(lease, now)));
  await store.settle((await claim("fatal")).map((lease) => ({ ...done(lease, now), outcome: "dead", error: "no" })));
  const [running] = await claim("later");

  now += 32 * DAY;
  expect(await store.prune(RETENTION)).toMatchObject({ events: 2, keys: 0 });
  expect(await partitions()).not.toContain(`events_${today}`);
  expect(await partitions()).not.toContain(`attempts_${today}`);
  expect(await store.get(old.id)).toBeUndefined();
  expect(await store.get(dead.id)).toBeUndefined();
  expect(await standsIn(open.id)).toBe(`${schema}.events_default`);
  expect((await store.get(open.id))?.deliveries.map((d) => [d.destination, d.state, d.attempts.length])).toEqual([
    ["later", "running", 0],
    ["github/*", "done", 1],
  ]);
  expect(new TextDecoder().decode(await store.body(open.id))).toBe("{}");
  expect(await store.stats()).toMatchObject({ events: 1, bytes: 2, deliveries: { pending: 0, running: 1, dead: 0 } });

  expect(await store.settle([done(running!, now)])).toEqual([true]);
  expect(await store.prune(RETENTION)).toMatchObject({ events: 1 });
  expect(await store.get(open.id)).toBeUndefined();
  for (const { id, key } of [old, open, dead])
    expect(await store.accept([event({ key })])).toEqual([{ id, duplicate: true }]);
  now += 60 * DAY;
  expect(await store.prune(RETENTION)).toMatchObject({ events: 0, keys: 3 });
  expect(await ask(server.url, `SELECT count(*)::int AS n FROM ${schema}.attempts`)).toEqual([{ n: 0 }]);
});

test("while a day that is to be dropped is counted, nobody waits for it", async () => {
  const day = `${schema}.events_${suffixOf(now)}`;
  await store.accept([event({ id: idAt(now), destinations: [] })]);
  const reader = new pg.Client(server.url);
  await reader.connect();
  // The count waits here for as long as a count of millions takes.
  await reader.query(`BEGIN; LOCK TABLE ${day} IN ACCESS EXCLUSIVE MODE`);
  now += 32 * DAY;
  const pruned = store.prune(RETENTION);
  const waiting = `SELECT 1 FROM pg_locks WHERE relation = '${day}'::regclass AND NOT granted`;
  await expect.poll(async () => (await ask(server.url, waiting)).length).toBe(1);
  const given = event({ id: idAt(now - 31 * DAY) });
  expect(await store.accept([given])).toEqual([{ id: given.id, duplicate: false }]);
  expect(await ask(server.url, waiting)).toHaveLength(1);
  await reader.query("COMMIT");
  await reader.end();
  expect(await pruned).toMatchObject({ events: 1 });
  expect(await store.stats()).toMatchObject({ events: 1 });
});

test("totals are the same after they have been summed up", async () => {
  const { compactTallies } = await import("./tallies.ts");
  const { createDatabase } = await import("./database.ts");
  for (let i = 0; i < 5; i++) await store.accept([event(), event({ source: "stripe" })]);
  await store.settle((await claim("github/*")).slice(0, 4).map((lease) => done(lease, now)));
  const before = await store.stats();
  expect(before).toMatchObject({ events: 10, deliveries: { pending: 0, running: 6, done: 4 } });
  const pool = new pg.Pool({ connectionString: server.url });
  // Its end does not wait until the server has heard of it, which may be stopped meanwhile.
  pool.on("error", () => {});
  await compactTallies(createDatabase({ pool, name: "", schema, failed: () => {} }));
  expect(await store.stats()).toEqual(before);
  const { rows } = await pool.query(`SELECT count(*)::int AS rows FROM ${schema}.tallies`);
  expect(rows).toEqual([{ rows: 3 }]);
  await pool.end();
});
