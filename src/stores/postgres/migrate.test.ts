import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type PgPool, postgresStore } from "./index.ts";
import { ask, event, newSchema } from "./rig.fixture.ts";
import { SCHEMA_VERSION } from "./schema.ts";
import { startPostgres, type TestServer } from "./server.fixture.ts";

let server: TestServer;
beforeAll(async () => {
  server = await startPostgres();
});
afterAll(() => server?.destroy());

const tablesOf = async (schema: string): Promise<string[]> =>
  (
    await ask(
      server.url,
      `SELECT concat(relname, ' ', relkind) AS name FROM pg_class WHERE relnamespace = '${schema}'::regnamespace ORDER BY 1`,
    )
  ).map((row) => String(row.name));

test("ten instances that start together migrate once", async () => {
  const schema = newSchema();
  const stores = Array.from({ length: 10 }, () => postgresStore({ url: server.url, schema }));
  await Promise.all(stores.map((store) => store.open()));
  const results = await Promise.all(stores.map((store) => store.accept([event({ key: "one" })])));
  expect(results.flat().filter(({ duplicate }) => !duplicate)).toHaveLength(1);
  await Promise.all(stores.map((store) => store.close()));
  expect(await ask(server.url, `SELECT value::int FROM ${schema}.meta WHERE name = 'schema'`)).toEqual([
    { value: SCHEMA_VERSION },
  ]);
});

test("the control: ten that do not wait for each other collide", async () => {
  const [schema, pool] = [newSchema(), new pg.Pool({ connectionString: server.url, max: 40 })];
  pool.on("error", () => {});
  const unlocked = (query: pg.QueryConfig): pg.QueryConfig =>
    query.text.includes("advisory") ? { text: "SELECT true AS locked" } : query;
  const heedless: PgPool = {
    query: (query) => pool.query(unlocked(query)),
    async connect() {
      const client = await pool.connect();
      return { query: (query) => client.query(unlocked(query)), release: (broken) => client.release(broken) };
    },
  };
  const stores = Array.from({ length: 10 }, () => postgresStore({ pool: heedless, schema }));
  const opened = await Promise.allSettled(stores.map((store) => store.open()));
  expect(opened.filter(({ status }) => status === "rejected").length).toBeGreaterThan(0);
  await Promise.all(stores.map((store) => store.close()));
  await pool.end();
});

/** A pool whose process dies at its `last`-th statement: the server sees the connection go, and nothing after it. */
function mortal(last: number): PgPool & { count(): number; end(): Promise<void> } {
  const pool = new pg.Pool({ connectionString: server.url, max: 2 });
  pool.on("error", () => {});
  let count = 0;
  const dead = () => Promise.reject(new Error("the process is dead"));
  const run = async (client: pg.PoolClient, query: pg.QueryConfig) => {
    count += 1;
    if (count > last) return dead();
    const result = await client.query(query);
    if (count === last)
      (client as unknown as { connection: { stream: { destroy(): void } } }).connection.stream.destroy();
    return result;
  };
  return {
    count: () => count,
    async query(query) {
      const client = await pool.connect();
      client.on("error", () => {});
      try {
        return await run(client, query);
      } finally {
        client.release(true);
      }
    },
    async connect() {
      const client = await pool.connect();
      client.on("error", () => {});
      return { query: (query) => run(client, query), release: () => client.release(true) };
    },
    end: () => pool.end(),
  };
}

/** Statements that make one day's partitions. */
const PARTITION_STATEMENTS = 6;

test("a migration that is killed at any statement is finished by the next start", async () => {
  const model = newSchema();
  const whole = mortal(Number.POSITIVE_INFINITY);
  const store = postgresStore({ pool: whole, schema: model });
  await store.open();
  await store.close();
  await whole.end();
  const right = await tablesOf(model);
  const statements = whole.count();
  expect(statements).toBeGreaterThan(30);
  const kill = async (last: number) => {
    const schema = newSchema();
    const killed = mortal(last);
    await expect(postgresStore({ pool: killed, schema }).open(), `killed after ${last}`).rejects.toThrow();
    await killed.end();
    const next = postgresStore({ url: server.url, schema });
    await next.open();
    await next.close();
    expect(await tablesOf(schema), `killed after ${last}`).toEqual(right);
  };
  // The days of the partitions are made alike: killed in the first of them, it has been killed in each.
  const places = Array.from({ length: statements - 3 * PARTITION_STATEMENTS - 1 }, (_, i) => i + 1);
  while (places.length > 0) await Promise.all(places.splice(0, 4).map(kill));
}, 180_000);
