import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import pg from "pg";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { createStore } from "../../src/stores/open.ts";
import { event } from "../../src/stores/postgres/rig.fixture.ts";
import { startPostgres, type TestServer } from "../../src/stores/postgres/server.fixture.ts";
import { openBeside } from "../../src/stores/sqlite/driver.ts";
import type { Store } from "../../src/stores/store.ts";

/**
 * examples/money, killed at every named step of a transfer and at random, while it works: at each moment every transfer
 * that was written is one that is done, and in the end each was made once.
 */
const CHILD = fileURLToPath(new URL("child.fixture.mjs", import.meta.url));
const STEPS = ["before", "statement 1", "statement 2", "statement 3", "written", "committed", "random"] as const;

/** A kill is a process: 150 ms of CPU. `HOOKINBOX_TEST_KILLS=250` is 500 on both stores, in 40 s where nothing else runs. */
const KILLS = Number(process.env.HOOKINBOX_TEST_KILLS ?? 28);

let server: TestServer;
let folder: string;
const children = new Set<ChildProcess>();

beforeAll(async () => {
  server = await startPostgres();
});
afterAll(() => server?.destroy());
afterEach(async () => {
  for (const child of children) child.kill("SIGKILL");
  if (folder) await rm(folder, { recursive: true, force: true });
});

interface Bank {
  readonly url: string;
  readonly store: Store;
  ask(text: string): Promise<Record<string, unknown>[]>;
  close(): Promise<void>;
}

async function openBank(kind: "sqlite" | "postgres"): Promise<Bank> {
  folder = await mkdtemp(join(tmpdir(), "hookinbox-money-"));
  const url = kind === "sqlite" ? `sqlite:${join(folder, "bank.db")}` : server.url;
  const store = await createStore(url, Date.now);
  await store.open();
  if (kind === "sqlite") {
    // The store's own SQLite: of two copies in one process, one undoes the other's locks.
    const db = openBeside(join(folder, "bank.db"));
    return {
      url,
      store,
      ask: async (text) => db.prepare(text).all() as Record<string, unknown>[],
      close: async () => {
        db.close();
        await store.close();
      },
    };
  }
  const pool = new pg.Pool({ connectionString: url });
  pool.on("error", () => {});
  return {
    url,
    store,
    ask: async (text) => (await pool.query(text)).rows,
    close: async () => {
      await pool.end();
      await store.close();
    },
  };
}

/** What stands in the books at one moment, in one statement: transfers, deliveries done, and what each account has. */
async function books({ url, ask }: Bank) {
  const done = url.startsWith("sqlite")
    ? "(SELECT count(*) FROM hookinbox_deliveries WHERE state = 'done')"
    : "(SELECT count(*)::int FROM hookinbox.attempts WHERE outcome = 'done')";
  const int = url.startsWith("sqlite") ? "" : "::int";
  const [row] = await ask(`SELECT (SELECT count(*)${int} FROM transfers) AS transfers, ${done} AS done,
    (SELECT coalesce(sum(amount), 0)${int} FROM transfers) AS moved,
    (SELECT balance FROM accounts WHERE id = 'alice') AS alice, (SELECT balance FROM accounts WHERE id = 'bob') AS bob`);
  return row as { transfers: number; done: number; moved: number; alice: number; bob: number };
}

interface Plan {
  readonly url: string;
  readonly die?: { readonly step: string; readonly after: number };
  readonly apart?: boolean;
}

/** Starts a child; resolves when it works. */
async function start(plan: Plan): Promise<ChildProcess> {
  const child = fork(CHILD, [JSON.stringify(plan)], { stdio: ["ignore", "ignore", "inherit", "ipc"], execArgv: [] });
  children.add(child);
  await Promise.race([once(child, "message"), once(child, "exit")]);
  return child;
}

/** Lets one child work until it is killed. */
async function oneKill(plan: Plan, after: number): Promise<void> {
  const child = await start(plan);
  const gone = child.signalCode ? undefined : once(child, "exit");
  // At a step it kills itself; at random it is killed from here. What passes its step too late is killed as well.
  const timer = setTimeout(() => child.kill("SIGKILL"), after);
  await gone;
  clearTimeout(timer);
  children.delete(child);
}

async function killing(bank: Bank, kills: number, apart = false) {
  let [accepted, left] = [0, kills];
  const more = async (count: number) => {
    await bank.store.accept(Array.from({ length: count }, () => transferOf()));
    accepted += count;
  };
  const odd: unknown[] = [];
  const lane = async () => {
    while (left > 0) {
      const n = left--;
      const step = STEPS[n % STEPS.length]!;
      const die = step === "random" ? undefined : { step, after: n % 3 };
      await oneKill({ url: bank.url, die, apart }, die ? 1000 : Math.random() * 60);
      await more(4);
      const found = await books(bank);
      if (
        found.transfers !== found.done ||
        found.alice + found.bob !== 2_000_000 ||
        found.bob - found.moved !== 1_000_000
      )
        odd.push({ step, ...found });
    }
  };
  await more(40);
  await Promise.all([lane(), lane(), lane()]);
  // What is left is worked off in peace; what was in five crashes is dead by then, and handed out again.
  const child = await start({ url: bank.url, apart });
  await expect
    .poll(
      async () => {
        const dead = await bank.store.list({ state: "dead", limit: 1000 });
        for (const { id } of dead.items) await bank.store.replay(id, ["bank/transfer"]);
        const { pending, running } = (await bank.store.stats()).deliveries;
        return pending + running + dead.items.length;
      },
      { timeout: 20_000, interval: 100 },
    )
    .toBe(0);
  child.kill("SIGKILL");
  const each = await bank.ask("SELECT event FROM transfers");
  return {
    accepted,
    odd,
    transfers: each.length,
    events: new Set(each.map((row) => row.event)).size,
    books: await books(bank),
  };
}

const transferOf = () =>
  event({
    source: "bank",
    type: "transfer",
    headers: ["Content-Type", "application/json"],
    body: new TextEncoder().encode('{"from":"alice","to":"bob","amount":1}'),
    destinations: ["bank/transfer"],
  });

async function makeTables({ ask }: Bank): Promise<void> {
  await ask("CREATE TABLE accounts (id TEXT PRIMARY KEY, balance INTEGER NOT NULL CHECK (balance >= 0))");
  await ask(
    "CREATE TABLE transfers (event TEXT NOT NULL, source TEXT NOT NULL, target TEXT NOT NULL, amount INTEGER NOT NULL)",
  );
  await ask("INSERT INTO accounts VALUES ('alice', 1000000), ('bob', 1000000)");
}

test.each(["sqlite", "postgres"] as const)(
  "killed over and over on %s: each transfer is made once",
  async (kind) => {
    const bank = await openBank(kind);
    await makeTables(bank);
    const found = await killing(bank, KILLS);
    expect(found.odd).toEqual([]);
    expect(found).toMatchObject({ transfers: found.accepted, events: found.accepted });
    expect(found.books).toMatchObject({ alice: 1_000_000 - found.accepted, bob: 1_000_000 + found.accepted });
    await bank.close();
  },
  300_000,
);

test("the control: settled outside of the transaction, transfers are made twice", async () => {
  const bank = await openBank("sqlite");
  await makeTables(bank);
  const found = await killing(bank, 14, true);
  expect(found.transfers).toBeGreaterThan(found.accepted);
  expect(found.odd.length).toBeGreaterThan(0);
  await bank.close();
}, 60_000);
