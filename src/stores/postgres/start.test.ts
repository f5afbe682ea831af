import { type AddressInfo, createServer } from "node:net";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openLook } from "../open.ts";
import { postgresStore } from "./index.ts";
import { ask, event, newSchema } from "./rig.fixture.ts";
import { startPostgres, type TestServer } from "./server.fixture.ts";

let server: TestServer;
beforeAll(async () => {
  server = await startPostgres();
});
afterAll(() => server?.destroy());

const address = (change: (url: URL) => void): string => {
  const url = new URL(server.url);
  change(url);
  return url.toString();
};

/** What `open` rejects with. */
async function refusal(url: string, schema = newSchema()) {
  const store = postgresStore({ url, schema });
  const error: unknown = await store.open().then(
    () => undefined,
    (cause: unknown) => cause,
  );
  await store.close();
  expect(error).toMatchObject({ name: "HookinboxError" });
  const { code, message, advice } = error as { code: string; message: string; advice: string };
  for (const told of [message, advice, store.name]) {
    expect(told).not.toContain("ss/word");
    expect(told).not.toContain("ss%2Fword");
    expect(told).not.toContain("secret-7");
  }
  expect(message).not.toMatch(/\n\s+at /);
  return { code, message, advice };
}

describe("looking", () => {
  test("sees what the store sees, on a server that takes no writes as well", async () => {
    await ask(server.url, "CREATE DATABASE looked_at");
    const url = address((to) => void (to.pathname = "/looked_at"));
    const store = postgresStore({ url });
    await store.open();
    const one = event({ key: "k" });
    await store.accept([one]);
    await ask(server.url, "ALTER DATABASE looked_at SET default_transaction_read_only = on");
    const look = await openLook(url);
    for (const seen of [look, store])
      expect([await seen.list({}), await seen.get(one.id), await seen.stats(), await seen.instances()]).toEqual([
        { items: [expect.objectContaining({ id: one.id, state: "pending" })], next: null },
        expect.objectContaining({ id: one.id, key: "k" }),
        expect.objectContaining({ events: 1 }),
        [],
      ]);
    expect(look.name).toBe(store.name);
    await look.close();
    await store.close();
  });

  test("makes and changes no tables", async () => {
    await ask(server.url, "CREATE DATABASE not_yet");
    const url = address((to) => void (to.pathname = "/not_yet"));
    const refused = () => openLook(url).catch((error: unknown) => error);
    expect(await refused()).toMatchObject({ code: "STORE_OLDER", advice: expect.stringContaining("migrate") });
    expect(await ask(url, "SELECT 1 FROM pg_namespace WHERE nspname = 'hookinbox'")).toEqual([]);
    const store = postgresStore({ url });
    await store.open();
    await store.close();
    await ask(url, "UPDATE hookinbox.meta SET value = 999 WHERE name = 'schema'");
    expect(await refused()).toMatchObject({ code: "STORE_NEWER" });
  });
});

describe("a store that cannot be opened says what to mend", () => {
  test("password", async () => {
    const { code, message, advice } = await refusal(address((url) => void (url.password = "secret-7")));
    expect(code).toBe("STORE_DENIED");
    expect(message).toMatch(/^postgres:\/\/postgres@127\.0\.0\.1:\d+\/postgres: .*authentication failed/);
    expect(advice).toContain("password");
  });

  test("user", async () => {
    expect(await refusal(address((url) => void (url.username = "nobody")))).toMatchObject({ code: "STORE_DENIED" });
  });

  test("database", async () => {
    const { code, message, advice } = await refusal(address((url) => void (url.pathname = "/nowhere")));
    expect(code).toBe("STORE_DENIED");
    expect(message).toContain('database "nowhere" does not exist');
    expect(advice).toContain("createdb");
  });

  test("port, host", async () => {
    const closed = await refusal(address((url) => void (url.port = "1")));
    expect(closed).toMatchObject({ code: "STORE_UNREACHABLE" });
    expect(closed.message).toContain("ECONNREFUSED");
    expect(await refusal(address((url) => void (url.hostname = "no-such-host.invalid")))).toMatchObject({
      code: "STORE_UNREACHABLE",
    });
  });

  test("no connection is left for this user", async () => {
    await ask(server.url, "CREATE ROLE many LOGIN PASSWORD 'many' CONNECTION LIMIT 0");
    const many = address((url) => Object.assign(url, { username: "many", password: "many" }));
    const { code, message, advice } = await refusal(many);
    expect(code).toBe("STORE_UNREACHABLE");
    expect(message).toContain("too many connections");
    expect(advice).toContain("pool=");
  });

  test("a statement that may not take as long as it needs", async () => {
    await ask(server.url, "CREATE ROLE hasty SUPERUSER LOGIN PASSWORD 'hasty'");
    await ask(server.url, "ALTER ROLE hasty SET statement_timeout = '1ms'");
    const { code, advice } = await refusal(
      address((url) => Object.assign(url, { username: "hasty", password: "hasty" })),
    );
    expect(code).toBe("STORE_UNREACHABLE");
    expect(advice).toContain("statement_timeout");
  });

  test("a server that is starting up", async () => {
    const fields = Buffer.from("SFATAL\0C57P03\0Mthe database system is starting up\0\0");
    const length = Buffer.alloc(4);
    length.writeUInt32BE(fields.length + 4);
    const starting = createServer((client) =>
      client.on("error", () => {}).once("data", () => client.end(Buffer.concat([Buffer.from("E"), length, fields]))),
    );
    await new Promise<void>((resolve) => starting.listen(0, "127.0.0.1", resolve));
    const { port } = starting.address() as AddressInfo;
    const { code, message, advice } = await refusal(`postgres://u:p@127.0.0.1:${port}/d`);
    starting.close();
    expect(code).toBe("STORE_UNREACHABLE");
    expect(message).toContain("starting up");
    expect(advice).toContain("start again");
  });

  test("TLS that the server does not speak", async () => {
    const { code, advice } = await refusal(address((url) => url.searchParams.set("sslmode", "verify-full")));
    expect(code).toBe("STORE_DENIED");
    expect(advice).toContain("sslmode");
  });

  test("rights", async () => {
    await ask(server.url, "CREATE ROLE modest LOGIN PASSWORD 'modest'");
    const modest = address((url) => Object.assign(url, { username: "modest", password: "modest" }));
    const { code, advice } = await refusal(modest);
    expect(code).toBe("STORE_DENIED");
    expect(advice).toContain("CREATE SCHEMA");
    const schema = newSchema();
    await ask(server.url, `CREATE SCHEMA ${schema} AUTHORIZATION modest`);
    const store = postgresStore({ url: modest, schema });
    await store.open();
    await store.close();
  });

  test("a newer schema", async () => {
    const schema = newSchema();
    const store = postgresStore({ url: server.url, schema });
    await store.open();
    await store.close();
    await ask(server.url, `UPDATE ${schema}.meta SET value = 999 WHERE name = 'schema'`);
    expect(await refusal(server.url, schema)).toMatchObject({ code: "STORE_NEWER" });
  });

  test("a standby, or read-only", async () => {
    await ask(server.url, "CREATE DATABASE standby");
    await ask(server.url, "ALTER DATABASE standby SET default_transaction_read_only = on");
    expect(await refusal(address((url) => void (url.pathname = "/standby")))).toMatchObject({
      code: "STORE_READ_ONLY",
    });
  });

  test("a server of before 14", async () => {
    const old = { number: 130_011, version: "13.11", fsync: "on", pages: "on", synchronous: "on", standby: false };
    const query = async () => ({ rows: [old] });
    const pool = { query, connect: async () => ({ query, release: () => {} }) };
    await expect(postgresStore({ pool }).open()).rejects.toMatchObject({ code: "STORE_UNSUPPORTED" });
  });

  test("fsync off, unless told", async () => {
    await ask(server.url, "ALTER SYSTEM SET fsync = off");
    await ask(server.url, "SELECT pg_reload_conf()");
    try {
      await expect
        .poll(async () => (await ask(server.url, "SELECT current_setting('fsync') AS fsync"))[0]?.fsync)
        .toBe("off");
      const { code, message } = await refusal(server.url);
      expect(code).toBe("STORE_UNSAFE");
      expect(message).toContain("fsync is off");
      const schema = newSchema();
      const store = postgresStore({ url: address((url) => url.searchParams.set("unsafe", "1")), schema });
      await store.open();
      expect(store.server()).toMatchObject({ fsync: "off", unsafe: true });
      await store.close();
    } finally {
      await ask(server.url, "ALTER SYSTEM RESET fsync");
      await ask(server.url, "SELECT pg_reload_conf()");
    }
  });

  test.each([
    ["postgres://h/d?schema=Not%20Good", "schema"],
    ["postgres://h/d?pool=1", "pool"],
    ["postgres://h/d?unsafe=maybe", "unsafe"],
    ["postgres://u:secret-7@h:port/d", "postgres:// URL"],
  ])("%s", async (url, word) => {
    const { message } = await postgresStore({ url })
      .open()
      .then(
        () => ({ message: "" }),
        (error: Error) => error,
      );
    expect(message).toContain(word);
    expect(message).not.toContain("secret-7");
  });
});

test("an app's own pool: used, whatever its sessions are set to, and left open", async () => {
  const schema = newSchema();
  const pool = new pg.Pool({ connectionString: server.url, max: 2, options: "-c synchronous_commit=off" });
  pool.on("error", () => {});
  const store = postgresStore({ pool, schema });
  await store.open();
  expect(store.server()?.synchronousCommit).toBe("off");
  await recordCommits(pool, schema);
  await store.accept([event()]);
  const { rows } = await pool.query(`SELECT setting FROM ${schema}.seen`);
  expect(rows).toEqual([{ setting: "on" }]);
  await store.close();
  expect((await pool.query("SELECT 1 AS one")).rows).toEqual([{ one: 1 }]);
  await pool.end();
});

/** Notes what `synchronous_commit` is at the commit of each transaction that stores a key. */
async function recordCommits(pool: pg.Pool, schema: string): Promise<void> {
  await pool.query(`CREATE TABLE ${schema}.seen (setting text)`);
  await pool.query(`CREATE FUNCTION ${schema}.spy() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN INSERT INTO ${schema}.seen VALUES (current_setting('synchronous_commit')); RETURN NULL; END $$`);
  await pool.query(`CREATE CONSTRAINT TRIGGER spy AFTER INSERT ON ${schema}.keys DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION ${schema}.spy()`);
}
