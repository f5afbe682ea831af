import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import {
  type AttemptReport,
  createInbox,
  type Handler,
  type HandlerContext,
  type Inbox,
  type SqliteTransaction,
  sign,
} from "../src/index.ts";
import { openBeside } from "../src/stores/sqlite/driver.ts";

/** `ctx.commit` and `ctx.once` as a handler meets them, on SQLite. */
const SECRET = "a secret of the effects, long enough";
let folder: string;
let file: string;
let inbox: Inbox;
let reports: AttemptReport[];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "hookinbox-effects-"));
  file = join(folder, "inbox.db");
  reports = [];
});
afterEach(async () => {
  await inbox.stop();
  await rm(folder, { recursive: true, force: true });
});

/** On a connection of the app's own, of the store's SQLite: two copies of it in one process undo each other's locks. */
function sql(text: string): Record<string, unknown>[] {
  const db = openBeside(file);
  try {
    return db.prepare(text).all() as Record<string, unknown>[];
  } finally {
    db.close();
  }
}

async function start(handler: Handler, { github = {}, store = `sqlite:${file}` } = {}): Promise<void> {
  inbox = createInbox(
    {
      store,
      sources: { github: { provider: "github", secret: SECRET, retry: [1, 1], ...github } },
      work: { poll: 20 },
    },
    { observer: { attempted: (report) => void reports.push(report) } },
  );
  inbox.on("github", "*", handler);
  await inbox.start();
  if (store.startsWith("sqlite:")) sql("CREATE TABLE ledger (event TEXT, attempt INTEGER)");
}

async function send() {
  const { method, headers, body } = sign("github", { body: '{"action":"opened"}' }, { secret: SECRET, type: "issues" });
  const response = await inbox.fetch(new Request("http://localhost/in/github", { method, headers, body }));
  return (await response.json()) as { id: string; status: string };
}

const stateOf = async (id: string) => (await inbox.archive.get(id))?.state;
const ended = async (id: string) => {
  await expect.poll(() => stateOf(id)).toMatch(/done|dead/);
  return (await inbox.archive.get(id))!.deliveries[0]!;
};
const write = (db: SqliteTransaction, event: string, attempt: number) =>
  db.prepare("INSERT INTO ledger VALUES (?, ?)").run(event, attempt);

test("a commit ends the delivery; what is thrown after it undoes nothing, and is told", async () => {
  await start(async (event, ctx) => {
    const { changes } = await ctx.commit((db: SqliteTransaction) => write(db, event.id, ctx.attempt));
    expect(changes).toBe(1);
    throw new Error("too late");
  });
  const { id } = await send();
  expect(await ended(id)).toMatchObject({ state: "done", attempts: [{ outcome: "done" }] });
  expect(sql("SELECT * FROM ledger")).toEqual([{ event: id, attempt: 1 }]);
  await expect.poll(() => reports).toHaveLength(1);
  expect(reports[0]).toMatchObject({ outcome: "done", error: expect.stringContaining("too late") });
});

test("what the function throws fails the attempt; the retry commits, once", async () => {
  await start(async (event, ctx) => {
    await ctx.commit((db: SqliteTransaction) => {
      write(db, event.id, ctx.attempt);
      if (ctx.attempt < 3) throw new Error("not yet");
    });
  });
  const { id } = await send();
  const { state, attempts } = await ended(id);
  expect([state, ...attempts.map(({ outcome }) => outcome)]).toEqual(["done", "failed", "failed", "done"]);
  expect(sql("SELECT * FROM ledger")).toEqual([{ event: id, attempt: 3 }]);
});

const misuses: [string, (ctx: HandlerContext) => Promise<unknown>, string][] = [
  ["a Promise", (ctx) => ctx.commit(async (db: SqliteTransaction) => void write(db, "x", 1)), "COMMIT_ASYNC"],
  ["COMMIT", (ctx) => ctx.commit((db: SqliteTransaction) => db.exec("COMMIT")), "COMMIT_ENDED"],
  ["ROLLBACK", (ctx) => ctx.commit((db: SqliteTransaction) => db.exec("ROLLBACK")), "COMMIT_ENDED"],
  ["a step without a name", (ctx) => ctx.once("", () => 1), "ONCE_INVALID"],
  ["a step's result that is no JSON", (ctx) => ctx.once("a", () => 1n), "ONCE_INVALID"],
  ["a step's result that is a function", (ctx) => ctx.once("a", () => () => {}), "ONCE_INVALID"],
  ["a step's result that is too large", (ctx) => ctx.once("a", () => "x".repeat(300_000)), "ONCE_INVALID"],
];
test.each(misuses)("%s is refused, with its code", async (_, misuse, code) => {
  const codes: unknown[] = [];
  await start(async (_event, ctx) => {
    await misuse(ctx).catch((error: { code: string }) => codes.push(error.code));
    if (ctx.attempt === 1) throw new Error("the attempt fails as usual");
  });
  const { id } = await send();
  expect((await ended(id)).state).toBe("done");
  expect(codes[0]).toBe(code);
  expect(sql("SELECT * FROM ledger")).toEqual([]);
});

test("a second commit is refused; one after a commit that failed is not", async () => {
  const codes: unknown[] = [];
  const note = (error: { code?: string; message: string }) => void codes.push(error.code ?? error.message);
  await start(async (event, ctx) => {
    const put = () => ctx.commit((db: SqliteTransaction) => write(db, event.id, 0));
    await ctx
      .commit(() => {
        throw new Error("rolled back");
      })
      .catch(note);
    await put();
    await put().catch(note);
  });
  const { id } = await send();
  expect((await ended(id)).state).toBe("done");
  await expect.poll(() => codes).toEqual(["rolled back", "COMMIT_TWICE"]);
  expect(sql("SELECT count(*) AS n FROM ledger")).toEqual([{ n: 1 }]);
});

test("a handler that was given up cannot commit any more", async () => {
  let caught = (_code: string) => {};
  const late = new Promise<string>((resolve) => (caught = resolve));
  let go = () => {};
  const waiting = new Promise<void>((resolve) => (go = resolve));
  inbox = createInbox({
    store: `sqlite:${file}`,
    sources: { github: { provider: "github", secret: SECRET, retry: [1] } },
    work: { poll: 20 },
    log: { level: "silent" },
  });
  inbox.on(
    "github",
    "*",
    async (event, ctx) => {
      if (ctx.attempt > 1) return;
      await waiting;
      await ctx.commit((db: SqliteTransaction) => write(db, event.id, 1)).catch((error) => caught(error.code));
    },
    { timeout: "50ms" },
  );
  await inbox.start();
  sql("CREATE TABLE ledger (event TEXT, attempt INTEGER)");
  const { id } = await send();
  expect((await ended(id)).attempts.map(({ outcome }) => outcome)).toEqual(["failed", "done"]);
  go();
  expect(await late).toBe("LEASE_LOST");
  expect(sql("SELECT * FROM ledger")).toEqual([]);
});

test("a sync source answers after the commit", async () => {
  await start((event, ctx) => ctx.commit((db: SqliteTransaction) => void write(db, event.id, ctx.attempt)), {
    github: { mode: "sync", retry: undefined },
  });
  const { id, status } = await send();
  expect(status).toMatch(/accepted/);
  expect(sql("SELECT * FROM ledger")).toEqual([{ event: id, attempt: 1 }]);
  expect(await stateOf(id)).toBe("done");
});

test.each(["sqlite", "memory:"])("a step runs once over all attempts, on %s; calls at once share it", async (kind) => {
  const ran: string[] = [];
  const got: unknown[] = [];
  await start(
    async (_event, ctx) => {
      const step = (key: string) => {
        ran.push(key);
        return Promise.resolve({ charge: ran.length, at: new Date(0) });
      };
      got.push(...(await Promise.all([ctx.once("charge", step), ctx.once("charge", step)])));
      got.push(await ctx.once("nothing", () => {}));
      if (ctx.attempt < 3) throw new Error("after the step");
    },
    kind === "sqlite" ? {} : { store: kind },
  );
  const { id } = await send();
  const { id: delivery, state } = await ended(id);
  expect(state).toBe("done");
  expect(ran).toEqual([`${delivery}:charge`]);
  // The same in the attempt that ran it as in those that did not: what JSON makes of it.
  const charge = { charge: 1, at: "1970-01-01T00:00:00.000Z" };
  expect(got).toEqual(Array(3).fill([charge, charge, undefined]).flat());
});

test("a step that fails is run again, in the same attempt or the next", async () => {
  const ran: number[] = [];
  await start(async (_event, ctx) => {
    const step = () => {
      ran.push(ctx.attempt);
      if (ran.length < 3) throw new Error("no");
      return 1;
    };
    await ctx.once("a", step).catch(() => {});
    await ctx.once("a", step);
  });
  expect((await ended((await send()).id)).state).toBe("done");
  expect(ran).toEqual([1, 1, 2]);
});

test("in memory a commit is refused, and says where there is one", async () => {
  const said: unknown[] = [];
  await start((_event, ctx) => ctx.commit(() => 1).catch((error: Error) => void said.push(error)), {
    store: "memory:",
  });
  await ended((await send()).id);
  expect(said).toMatchObject([{ code: "COMMIT_UNSUPPORTED", advice: expect.stringContaining("sqlite:") }]);
});
