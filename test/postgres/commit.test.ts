import { sql } from "drizzle-orm";
import { drizzle } from "drizzle-orm/node-postgres";
import { integer, pgTable, text } from "drizzle-orm/pg-core";
import { Kysely, PostgresDialect } from "kysely";
import type pg from "pg";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { createInbox, type Handler, type Inbox, type PostgresTransaction, sign } from "../../src/index.ts";
import { ask, newSchema } from "../../src/stores/postgres/rig.fixture.ts";
import { startPostgres, type TestServer } from "../../src/stores/postgres/server.fixture.ts";

/** `ctx.commit` on Postgres: with the client itself, with drizzle, with kysely. */
const SECRET = "a secret of the effects, long enough";
let server: TestServer;
let inbox: Inbox;

beforeAll(async () => {
  server = await startPostgres();
  await ask(server.url, "CREATE TABLE ledger (event text NOT NULL, amount integer NOT NULL CHECK (amount > 0))");
});
afterAll(() => server?.destroy());
beforeEach(() => ask(server.url, "TRUNCATE ledger"));
afterEach(() => inbox.stop());

/** Runs one event through a handler; how it ended. */
async function run(handler: Handler, { retry = [1] as number[], timeout = 300_000, query = "" } = {}) {
  inbox = createInbox({
    store: `${server.url}?schema=${newSchema()}${query}`,
    sources: { github: { provider: "github", secret: SECRET, retry } },
    work: { poll: 20 },
    log: { level: "silent" },
  });
  inbox.on("github", "*", handler, { timeout });
  await inbox.start();
  const { id } = await send();
  const delivery = async () => (await inbox.archive.get(id))?.deliveries[0];
  await expect.poll(async () => (await delivery())?.state, { timeout: 20_000 }).toMatch(/done|dead/);
  const { state, attempts } = (await delivery())!;
  return { id, state, attempts };
}

async function send(): Promise<{ id: string }> {
  const { method, headers, body } = sign("github", { body: '{"action":"opened"}' }, { secret: SECRET, type: "issues" });
  const response = await inbox.fetch(new Request("http://localhost/in/github", { method, headers, body }));
  expect(response.status).toBe(202);
  return (await response.json()) as { id: string };
}

const ledger = () => ask(server.url, "SELECT * FROM ledger");

test("drizzle writes in the transaction that settles", async () => {
  const table = pgTable("ledger", { event: text().notNull(), amount: integer().notNull() });
  const { id, state, attempts } = await run(async (event, ctx) => {
    const rows = await ctx.commit(async (client: pg.PoolClient) => {
      const db = drizzle(client);
      await db.insert(table).values({ event: event.id, amount: 1 });
      if (ctx.attempt === 1) throw new Error("rolled back");
      return db
        .update(table)
        .set({ amount: sql`${table.amount} + 1` })
        .returning();
    });
    expect(rows).toEqual([{ event: event.id, amount: 2 }]);
  });
  expect([state, ...attempts.map(({ outcome }) => outcome)]).toEqual(["done", "failed", "done"]);
  expect(await ledger()).toEqual([{ event: id, amount: 2 }]);
});

test("kysely writes in the transaction that settles", async () => {
  const { id, state } = await run(async (event, ctx) => {
    await ctx.commit(async (pool: pg.Pool) => {
      const db = new Kysely<{ ledger: { event: string; amount: number } }>({ dialect: new PostgresDialect({ pool }) });
      await db.insertInto("ledger").values({ event: event.id, amount: 7 }).execute();
      if (ctx.attempt === 1) throw new Error("rolled back");
    });
  });
  expect(state).toBe("done");
  expect(await ledger()).toEqual([{ event: id, amount: 7 }]);
});

const misuses: [string, (tx: PostgresTransaction) => Promise<unknown>, string][] = [
  ["COMMIT", (tx) => tx.query("COMMIT"), "COMMIT_ENDED"],
  ["BEGIN", (tx) => tx.query("  begin isolation level serializable"), "COMMIT_ENDED"],
  ["COMMIT among other statements", (tx) => tx.query("SELECT 1; COMMIT"), "COMMIT_ENDED"],
  ["ROLLBACK among other statements", (tx) => tx.query("SELECT 1; ROLLBACK"), "COMMIT_ENDED"],
  ["an error that was swallowed", (tx) => tx.query("SELECT 1/0").catch(() => {}), "COMMIT_FAILED"],
];
test.each(misuses)("%s is refused with its code, and the store is well", async (_, misuse, code) => {
  const codes: unknown[] = [];
  const { state } = await run(async (event, ctx) => {
    if (ctx.attempt > 1) return;
    await ctx
      .commit(async (tx: PostgresTransaction) => {
        await misuse(tx);
      })
      .catch((error: { code: string }) => codes.push(error.code));
    expect(inbox.health().trouble).toBeUndefined();
    throw new Error(event.id);
  });
  expect(codes).toEqual([code]);
  expect(state).toBe("done");
});

test("drizzle's own transaction() is refused, as it would end ours: nothing is written", async () => {
  const { state, attempts } = await run(
    (_event, ctx) =>
      ctx.commit(async (client: pg.PoolClient) => {
        await drizzle(client).transaction((tx) => tx.execute(sql`INSERT INTO ledger VALUES ('x', 1)`));
      }),
    { retry: [] },
  );
  expect(state).toBe("dead");
  expect(attempts[0]?.error).toContain("begin was refused");
  expect(await ledger()).toEqual([]);
});

test("a savepoint is the function's own; the client is no good once it has ended", async () => {
  let kept: PostgresTransaction | undefined;
  const { state, id } = await run(async (event, ctx) => {
    await ctx.commit(async (tx: PostgresTransaction) => {
      kept = tx;
      await tx.query("SAVEPOINT a");
      await tx.query("INSERT INTO ledger VALUES ($1, -1)", [event.id]).catch(() => {});
      await tx.query("ROLLBACK TO a");
      await tx.query("INSERT INTO ledger VALUES ($1, 1)", [event.id]);
    });
  });
  expect(state).toBe("done");
  expect(await ledger()).toEqual([{ event: id, amount: 1 }]);
  await expect(kept?.query("SELECT 1")).rejects.toMatchObject({ code: "COMMIT_ENDED" });
});

test("the lease is lost while the function runs: LEASE_LOST, and nothing of it is kept", async () => {
  const codes: unknown[] = [];
  let end = () => {};
  const ended = new Promise<void>((resolve) => (end = resolve));
  const { state } = await run(
    async (event, ctx) => {
      if (ctx.attempt > 1) return;
      await ctx
        .commit(async (tx: PostgresTransaction) => {
          await tx.query("INSERT INTO ledger VALUES ($1, 1)", [event.id]);
          await ended;
        })
        .catch((error: { code: string }) => codes.push(error.code));
    },
    { timeout: 100 },
  );
  expect(state).toBe("done");
  end();
  await expect.poll(() => codes).toEqual(["LEASE_LOST"]);
  expect(await ledger()).toEqual([]);
});

test("a function that never ends is left behind with its attempt: the connection is not kept for it", async () => {
  const codes: unknown[] = [];
  const { state, attempts } = await run(
    (event, ctx) =>
      ctx
        .commit(async (tx: PostgresTransaction) => {
          await tx.query("INSERT INTO ledger VALUES ($1, 1)", [event.id]);
          if (ctx.attempt === 1) await new Promise(() => {});
        })
        .catch((error: { code: string }) => {
          codes.push(error.code);
          throw error;
        }),
    // One commit at a time has room.
    { timeout: 1_000, query: "&pool=2" },
  );
  expect([state, ...attempts.map(({ outcome }) => outcome)]).toEqual(["done", "failed", "done"]);
  expect(codes).toEqual(["LEASE_LOST"]);
  expect(inbox.health().trouble).toBeUndefined();
  expect(await ledger()).toHaveLength(1);
  const idle = "SELECT FROM pg_stat_activity WHERE state = 'idle in transaction'";
  await expect.poll(() => ask(server.url, idle)).toEqual([]);
});

test("commits that wait take no more than half of the pool: accepts go on", async () => {
  let end = () => {};
  const ended = new Promise<void>((resolve) => (end = resolve));
  let first = true;
  const { state } = await run(
    (event, ctx) => {
      if (first) {
        first = false;
        return undefined;
      }
      return ctx.commit(async (tx: PostgresTransaction) => {
        await ended;
        await tx.query("INSERT INTO ledger VALUES ($1, 1)", [event.id]);
      });
    },
    { query: "&pool=4" },
  );
  expect(state).toBe("done");
  for (let i = 0; i < 12; i++) await send();
  end();
  await expect.poll(async () => (await ledger()).length).toBe(12);
});
