import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import pg from "pg";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { createInbox, type Inbox, sign } from "../../src/index.ts";
import { postgresStore } from "../../src/stores/postgres/index.ts";
import { ask, event, newSchema, startProxy } from "../../src/stores/postgres/rig.fixture.ts";
import { startPostgres, type TestServer } from "../../src/stores/postgres/server.fixture.ts";
import type { Store } from "../../src/stores/store.ts";
import { workers } from "./worker.fixture.ts";

/** A server that hangs, a worker that hangs, an answer that is lost: over HTTP's own path, and under load. */
const SECRET = "a secret of the pauses, long enough";
const CLI = fileURLToPath(new URL("../../dist/cli.js", import.meta.url));
const sources = { github: { provider: "github", secret: SECRET } };
let server: TestServer;
let inbox: Inbox | undefined;

beforeAll(async () => {
  server = await startPostgres();
});
afterAll(() => server?.destroy());
afterEach(async () => {
  await inbox?.stop();
  inbox = undefined;
});

async function start(url: string, store?: Store): Promise<Inbox> {
  // What a claim took whose answer was cut off starts again after its lease: a short one keeps the wait short.
  const config = { store: url, sources, work: { poll: 50, lease: "5s" }, log: { level: "silent" } } as const;
  inbox = createInbox(config, store && { store });
  inbox.on("github", "*", () => {});
  await inbox.start();
  return inbox;
}

async function send(key: string): Promise<{ status: number; answer: { status?: string; code?: string } }> {
  const { method, headers, body } = sign("github", { body: '{"action":"opened"}' }, { secret: SECRET, type: "issues" });
  const all = { ...headers, "x-github-delivery": key };
  const response = await inbox!.fetch(new Request("http://localhost/in/github", { method, headers: all, body }));
  return { status: response.status, answer: (await response.json()) as { status?: string } };
}

/** A provider: sends until it hears 2xx, and counts what it was told. */
async function provider(running: () => boolean) {
  const [accepted, refused]: [string[], number[]] = [[], []];
  for (let n = 0; running(); n++) {
    const key = `key-${n}`;
    for (;;) {
      const { status } = await send(key);
      if (status === 202) break;
      refused.push(status);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    accepted.push(key);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  return { accepted, refused };
}

/** The server and its children. */
async function everyProcess(pid: number): Promise<number[]> {
  const all = (await readdir("/proc")).filter((name) => /^\d+$/.test(name));
  const parents = await Promise.all(
    all.map(async (name) => {
      const stat = await readFile(`/proc/${name}/stat`, "utf8").catch(() => "");
      return { pid: Number(name), parent: Number(/\) \S (\d+)/.exec(stat)?.[1]) };
    }),
  );
  return [pid, ...parents.filter(({ parent }) => parent === pid).map((one) => one.pid)];
}

const NOT_OURS = "HOOKINBOX_TEST_POSTGRES names a server, which is not this test's to stop";

describe("under load", () => {
  const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

  test.for([
    ["paused for 1 s", 1_000],
    // Longer than a statement is waited for.
    ["paused for 11 s", 11_000],
  ] as const)(
    "the server is %s: each event is stored once, and it goes on by itself",
    { timeout: 40_000 },
    async ([, ms], { skip }) => {
      const pid = server.process()?.pid;
      if (pid === undefined) return skip(NOT_OURS);
      await start(`${server.url}?schema=${newSchema()}`);
      let running = true;
      const sending = provider(() => running);
      await wait(200);
      const stopped = await everyProcess(pid);
      for (const one of stopped) process.kill(one, "SIGSTOP");
      await wait(ms);
      for (const one of stopped) process.kill(one, "SIGCONT");
      await expect.poll(() => inbox?.health().trouble, { timeout: 20_000 }).toBeUndefined();
      await wait(300);
      running = false;
      const { accepted, refused } = await sending;
      expect(accepted.length).toBeGreaterThan(5);
      expect(refused.every((status) => status === 503)).toBe(true);
      if (ms > 10_000) expect(refused.length).toBeGreaterThan(0);
      await expect
        .poll(async () => (await inbox!.archive.stats()).deliveries, { timeout: 20_000 })
        .toEqual({ pending: 0, running: 0, done: accepted.length, dead: 0 });
      expect((await inbox!.archive.stats()).events).toBe(accepted.length);
    },
  );

  /** The control: answers before Postgres has the event. */
  const hasty = (url: string): Store => {
    const store = postgresStore({ url });
    return {
      ...store,
      accept: async (events) => {
        store.accept(events).catch(() => {});
        return events.map(({ id }) => ({ id, duplicate: false }));
      },
      trouble: () => undefined,
    };
  };

  test.for([
    ["nothing that was answered 2xx is lost", undefined],
    ["the control, which answers before Postgres has the event, loses some", hasty],
  ] as const)(
    "the server is stopped, and killed, and comes back: %s",
    { timeout: 60_000 },
    async ([, made], { skip }) => {
      if (!server.process()) skip(NOT_OURS);
      const url = `${server.url}?schema=${newSchema()}`;
      const { health } = await start(url, made?.(url));
      let running = true;
      const sending = provider(() => running);
      for (const signal of ["SIGINT", "SIGQUIT"] as const) {
        await wait(300);
        server.process()?.kill(signal);
        await server.stop();
        await wait(200);
        await server.start();
        await expect.poll(() => health().trouble, { timeout: 20_000 }).toBeUndefined();
      }
      await wait(300);
      running = false;
      const { accepted, refused } = await sending;
      const deliveries = async () => (await inbox!.archive.stats()).deliveries;
      if (made) {
        await expect.poll(deliveries, { timeout: 20_000 }).toMatchObject({ pending: 0, running: 0 });
        expect((await deliveries()).done).toBeLessThan(accepted.length);
        return;
      }
      expect(refused.length).toBeGreaterThan(0);
      await expect
        .poll(deliveries, { timeout: 20_000 })
        .toEqual({ pending: 0, running: 0, done: accepted.length, dead: 0 });
    },
  );
});

test("cut between COMMIT and its answer: 503, and the resend is told it is a duplicate; the control, cut before, is accepted", async () => {
  const proxy = await startProxy(server.url);
  await start(`${proxy.url}?schema=${newSchema()}`);
  for (const [when, status] of [
    ["after", "duplicate"],
    ["before", "accepted"],
  ] as const) {
    proxy.cut("AS stored", when);
    expect(await send(when)).toMatchObject({ status: 503, answer: { code: "STORE_UNAVAILABLE" } });
    await expect.poll(() => inbox?.health().trouble).toBeUndefined();
    expect(await send(when)).toMatchObject({ status: 202, answer: { status } });
  }
  expect((await inbox!.archive.stats()).events).toBe(2);
  await inbox?.stop();
  inbox = undefined;
  await proxy.close();
});

test("every connection of the app's pool is taken: 503 in time, and well again when there is one; the control, patient, waits on", async () => {
  const pool = new pg.Pool({ connectionString: server.url, max: 2 });
  pool.on("error", () => {});
  const schema = newSchema();
  const store = postgresStore({ pool, schema, patience: 300 });
  const patient = postgresStore({ pool, schema, patience: 60_000 });
  await store.open();
  await patient.open();
  const taken = [await pool.connect(), await pool.connect()];
  await expect(store.accept([event()])).rejects.toMatchObject({ code: "STORE_UNAVAILABLE", status: 503 });
  expect(store.trouble()).toMatchObject({ code: "STORE_UNAVAILABLE" });
  const waiting = patient.accept([event()]);
  expect(await Promise.race([waiting, new Promise((resolve) => setTimeout(resolve, 1_000, "waits"))])).toBe("waits");
  for (const client of taken) client.release();
  expect((await waiting)[0]?.duplicate).toBe(false);
  await expect.poll(() => store.trouble(), { timeout: 20_000 }).toBeUndefined();
  expect((await store.accept([event()]))[0]?.duplicate).toBe(false);
  // What came too late was given back: both connections are there.
  for (const client of [await pool.connect(), await pool.connect()]) client.release();
  await Promise.all([store.close(), patient.close()]);
  await pool.end();
}, 30_000);

describe("a worker that is paused for three leases, and let go", () => {
  let schema: string;
  let hands: Awaited<ReturnType<typeof workers>>;
  beforeEach(async () => {
    schema = newSchema();
    hands = await workers(`${server.url}?schema=${schema}`);
    await hands.handlers(
      `import { appendFileSync } from "node:fs";
       const note = (what) => appendFileSync("diary", what + " " + process.pid + "\\n");
       export default { github: { "*": async () => { note("begin"); await new Promise((r) => setTimeout(r, 500)); note("end"); } } };`,
    );
  });
  afterEach(() => hands.remove());

  test.each([true, false])("fenced by its token (%s): the completion is recorded once", async (fenced) => {
    const first = hands.work();
    await expect.poll(first.said, { timeout: 20_000 }).toContain("is ready");
    const store = postgresStore({ url: server.url, schema });
    await store.open();
    const given = event({ headers: ["Content-Type", "application/json"] });
    await store.accept([given]);
    await expect.poll(hands.diary, { timeout: 20_000 }).toEqual([`begin ${first.child.pid}`]);
    first.child.kill("SIGSTOP");
    const second = hands.work();
    await expect.poll(hands.diary, { timeout: 20_000 }).toContain(`end ${second.child.pid}`);
    const attempts = async () => (await store.get(given.id))?.deliveries[0]?.attempts.map(({ outcome }) => outcome);
    await expect.poll(attempts).toEqual(["crashed", "done"]);
    // The control: the queue as it would stand if tokens did not count.
    if (!fenced) {
      await ask(
        server.url,
        `INSERT INTO ${schema}.deliveries (event, n, destination, state, sync, size, due_at, lease_until, token)
           SELECT event, n, destination, 'running', false, 0, 0, 9e15, 1 FROM ${schema}.attempts WHERE outcome = 'done'`,
      );
      await ask(server.url, `DELETE FROM ${schema}.attempts WHERE outcome = 'crashed'`);
    }
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    first.child.kill("SIGCONT");
    await expect.poll(hands.diary, { timeout: 20_000 }).toContain(`end ${first.child.pid}`);
    if (fenced) await expect.poll(first.said, { timeout: 20_000 }).toContain("lost");
    else await expect.poll(attempts, { timeout: 20_000 }).toEqual(["done", "done"]);
    expect((await attempts())?.filter((outcome) => outcome === "done")).toHaveLength(fenced ? 1 : 2);
    await store.close();
  });
});

test("TLS, rights, version: see start.test.ts; a URL that leads nowhere is one readable error, exit code 2", async () => {
  const folder = await mkdtemp(join(tmpdir(), "hookinbox-nowhere-"));
  for (const store of ["postgres://u:pw-77@127.0.0.1:1/app", "mysql://u:pw-77@h/app"]) {
    await writeFile(join(folder, "hookinbox.config.json"), JSON.stringify({ store, sources }));
    const child = spawn(process.execPath, [CLI, "serve", "--port", "0", "--admin-port", "0"], { cwd: folder });
    let said = "";
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => (said += chunk));
    expect((await once(child, "close"))[0]).toBe(2);
    expect(said).toMatch(/STORE_UNREACHABLE|There is "sqlite:/);
    expect(said).not.toMatch(/\n\s+at |pw-77/);
  }
  await rm(folder, { recursive: true, force: true });
});
