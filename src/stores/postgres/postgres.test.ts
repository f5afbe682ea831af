import { randomBytes } from "node:crypto";
import pg from "pg";
import { afterAll, beforeAll } from "vitest";
import { runStoreSuite } from "../store.suite.ts";
import { postgresStore } from "./index.ts";
import { ask } from "./rig.fixture.ts";
import { startPostgres, type TestServer } from "./server.fixture.ts";

let server: TestServer;
let schema: string;

beforeAll(async () => {
  server = await startPostgres();
});
afterAll(() => server?.destroy());

runStoreSuite({
  name: "postgres",
  search: true,
  create: async (clock, options) => {
    schema = `t_${randomBytes(6).toString("hex")}`;
    return postgresStore({ url: server.url, schema, clock, ...options });
  },
  reopen: async (clock, options) => postgresStore({ url: server.url, schema, clock, ...options }),
  indexed: async () => (await ask(server.url, `SELECT FROM ${schema}.search`)).length,
  destroy: async () => {
    const client = new pg.Client(server.url);
    await client.connect();
    await client.query(`DROP SCHEMA ${schema} CASCADE`);
    await client.end();
  },
  words: {
    create: async () => void (await ask(server.url, `CREATE TABLE ${schema}.words (word text NOT NULL)`)),
    write: (tx, word) => (tx as pg.PoolClient).query(`INSERT INTO ${schema}.words VALUES ($1)`, [word]),
    read: async () => (await ask(server.url, `SELECT word FROM ${schema}.words`)).map((row) => String(row.word)),
  },
});
