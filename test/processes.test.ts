import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createInbox, sign } from "../src/index.ts";

/** `serve --processes`, `work` and `workers`: several processes on one SQLite file. */
const CLI = fileURLToPath(new URL("../dist/cli.js", import.meta.url));
const SECRET = "a secret of the processes, long enough";
let folder: string;
const children = new Set<ChildProcess>();

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "hookinbox-processes-"));
  await config("sqlite:./inbox.db");
  await writeFile(
    join(folder, "handlers.mjs"),
    `import { appendFileSync } from "node:fs";
     export default { github: { "*": async (event) => {
       await new Promise((resolve) => setTimeout(resolve, 5));
       appendFileSync("diary", event.key + "\\n");
     } } };`,
  );
});
afterEach(async () => {
  for (const child of children) child.kill("SIGKILL");
  children.clear();
  await rm(folder, { recursive: true, force: true });
});

const sources = { github: { provider: "github", secret: SECRET } };
const config = (store: string) =>
  writeFile(
    join(folder, "hookinbox.config.json"),
    JSON.stringify({
      store,
      sources,
      handlers: "./handlers.mjs",
      work: { lease: "1s", poll: "100ms" },
      log: { level: "error" },
    }),
  );

function run(...args: string[]) {
  const child = spawn(process.execPath, [CLI, ...args], { cwd: folder, stdio: ["ignore", "pipe", "pipe"] });
  children.add(child);
  let said = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => (said += chunk));
  return { child, said: () => said, ended: once(child, "close") as Promise<[number | null]> };
}

/** Started, and ready; the addresses that it says. */
async function ready(...args: string[]) {
  const running = run(...args);
  await expect.poll(running.said, { timeout: 20_000 }).toContain("is ready");
  const [ingest, admin] = [...running.said().matchAll(/http:\/\/127\.0\.0\.1:\d+/g)].map(([url]) => url);
  return { ...running, ingest: `${ingest}/in/github`, admin: admin ?? "" };
}

/** Until it is accepted, as a provider does. */
async function deliver(url: string, key: string): Promise<void> {
  for (let tries = 0; tries < 40; tries++) {
    const { method, headers, body } = sign(
      "github",
      { body: '{"action":"opened"}' },
      { secret: SECRET, type: "issues" },
    );
    const all = { ...headers, "x-github-delivery": key };
    const answer = await fetch(url, { method, headers: all, body }).catch(() => undefined);
    await answer?.arrayBuffer().catch(() => undefined);
    if (answer?.ok) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`${key} was never accepted`);
}

interface WorkerRow {
  readonly pid: number;
  readonly alive: boolean;
  readonly destinations: string[] | null;
}
const workersOf = async (admin: string) =>
  (await (await fetch(`${admin}/api/workers`)).json()) as { items: WorkerRow[]; unknown: object[] };
const isRunning = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

test("three processes on one file, one killed under load: nothing is lost, another takes its place, figures are summed", async () => {
  const served = await ready("serve", "--processes", "3", "--port", "0", "--admin-port", "0");
  expect(served.said().match(/is ready/g)).toHaveLength(1);
  const before = (await workersOf(served.admin)).items;
  expect(before.map(({ destinations }) => destinations?.join()).sort()).toEqual([
    "github/*",
    "github/*",
    "github/*",
    undefined,
  ]);
  const keys = Array.from({ length: 240 }, (_, i) => `delivery-${i}`);
  const waiting = [...keys];
  const victim = before.find(({ destinations }) => destinations !== null)!;
  const sender = async () => {
    for (let key = waiting.shift(); key; key = waiting.shift()) {
      await deliver(served.ingest, key);
      if (waiting.length === 150) process.kill(victim.pid, "SIGKILL");
    }
  };
  await Promise.all(Array.from({ length: 8 }, sender));
  const handled = async () => new Set((await readFile(join(folder, "diary"), "utf8")).split("\n").filter(Boolean)).size;
  await expect.poll(handled, { timeout: 20_000 }).toBe(keys.length);
  expect(served.said()).toContain(`Process ${victim.pid} ended (SIGKILL)`);
  await expect
    .poll(async () => (await workersOf(served.admin)).items.filter(({ destinations }) => destinations).length, {
      timeout: 20_000,
    })
    .toBe(4);

  // What the killed one counted is gone with it; those that are there are added up.
  const metrics = await (await fetch(`${served.admin}/metrics`)).text();
  const accepted = Number(/^hookinbox_requests_total\{.*outcome="accepted".*\} (\d+)$/m.exec(metrics)?.[1]);
  expect(accepted).toBeGreaterThan(100);
  expect(metrics).toContain(`hookinbox_events ${keys.length}`);
  expect((await fetch(`${served.admin}/readyz`)).status).toBe(200);

  const stats = async () => (await (await fetch(`${served.admin}/api/stats`)).json()) as { deliveries: object };
  const done = { pending: 0, running: 0, done: keys.length, dead: 0 };
  await expect.poll(async () => (await stats()).deliveries, { timeout: 20_000 }).toEqual(done);

  served.child.kill("SIGTERM");
  expect((await served.ended)[0], served.said()).toBe(0);
  const inbox = createInbox({ store: `sqlite:${join(folder, "inbox.db")}`, sources });
  await inbox.open();
  expect((await inbox.archive.stats()).deliveries).toEqual(done);
  // Those that stopped have left; the one that was killed is still told of.
  expect((await inbox.archive.instances()).map(({ pid }) => pid)).toEqual([victim.pid]);
  await inbox.stop();
}, 60_000);

test("a bin takes what comes to any process, and its address is said", async () => {
  const served = await ready("serve", "--processes", "2", "--port", "0", "--admin-port", "0");
  const json = { method: "POST", headers: { "content-type": "application/json" } };
  const answer = { status: 201, headers: { "x-bin": "yes" }, body: "taken" };
  const made = await fetch(`${served.admin}/api/bins`, { ...json, body: JSON.stringify({ answer }) });
  const bin = (await made.json()) as { id: string; url: string };
  expect(bin.url.startsWith(new URL(served.ingest).origin)).toBe(true);
  const bytes = Buffer.from([0, 255, 10, 128]);
  // Each on a connection of its own, which goes to the next process.
  for (let i = 0; i < 4; i++) {
    const taken = await fetch(`${bin.url}/part?n=${i}`, {
      method: "PUT",
      body: bytes,
      headers: { connection: "close" },
    });
    expect([taken.status, taken.headers.get("x-bin"), await taken.text()]).toEqual([201, "yes", "taken"]);
  }
  const { items } = (await (await fetch(`${served.admin}/api/bins/${bin.id}/requests`)).json()) as {
    items: { id: string; method: string; url: string; size: number }[];
  };
  expect(items.map(({ method, url, size }) => [method, url.slice(-3), size]).sort()).toEqual(
    [0, 1, 2, 3].map((n) => ["PUT", `n=${n}`, 4]),
  );
  const body = await fetch(`${served.admin}/api/bins/${bin.id}/requests/${items[0]!.id}/body`);
  expect(Buffer.from(await body.arrayBuffer())).toEqual(bytes);
  const large = await fetch(bin.url, { method: "POST", body: Buffer.alloc(1024 * 1024 + 1) });
  expect(large.status).toBe(413);
  await fetch(`${served.admin}/api/bins/${bin.id}`, { method: "DELETE" });
  expect((await fetch(bin.url, { method: "POST", body: bytes })).status).toBe(404);
}, 30_000);

test("when the process that watches is killed, its children go", async () => {
  const served = await ready("serve", "--processes", "2", "--port", "0", "--admin-port", "0");
  const pids = (await workersOf(served.admin)).items.map(({ pid }) => pid);
  expect(pids).toHaveLength(3);
  served.child.kill("SIGKILL");
  await expect.poll(() => pids.filter(isRunning), { timeout: 20_000 }).toEqual([]);
}, 30_000);

test("what is wrong is said once, and nothing is left running: a port that is taken, a store in memory", async () => {
  const taken = createServer().listen(0, "127.0.0.1");
  await once(taken, "listening");
  const { port } = taken.address() as { port: number };
  const failed = run("serve", "--processes", "2", "--port", String(port), "--admin-port", "0");
  expect((await failed.ended)[0]).toBe(1);
  expect(failed.said().match(/PORT_TAKEN/g)).toHaveLength(1);
  expect(failed.said()).not.toMatch(/\n\s+at /);
  taken.close();
  await config("memory:");
  const memory = run("serve", "--processes", "2", "--port", "0", "--admin-port", "0");
  expect((await memory.ended)[0]).toBe(2);
  expect(memory.said()).toContain("--processes");
}, 30_000);

test("one receives, another works; what nobody works for is told", async () => {
  const receiver = await ready("serve", "--no-work", "--port", "0", "--admin-port", "0");
  for (const key of ["a", "b"]) await deliver(receiver.ingest, key);
  expect(await workersOf(receiver.admin)).toMatchObject({
    items: [{ receives: true, destinations: null }],
    unknown: [{ destination: "github/*", pending: 2 }],
  });
  const told = run("workers", "--admin-url", receiver.admin);
  await told.ended;
  expect(told.said()).toMatch(/alive[\s\S]*2 deliveries wait for github\/\*/);

  const worker = run("work");
  await expect.poll(worker.said, { timeout: 20_000 }).toContain("hookinbox is ready: works, and receives nothing");
  await expect
    .poll(() => readFile(join(folder, "diary"), "utf8").catch(() => ""), { timeout: 20_000 })
    .toMatch(/a\n|b\n/);
  await expect.poll(async () => (await workersOf(receiver.admin)).unknown, { timeout: 20_000 }).toEqual([]);
  const json = run("workers", "--json", "--admin-url", receiver.admin);
  await json.ended;
  const rows = json
    .said()
    .split("\n")
    .flatMap((line) => (line.startsWith("{") ? [JSON.parse(line)] : []));
  expect(rows).toHaveLength(2);
  expect(rows.find(({ receives }) => !receives)).toMatchObject({
    pid: worker.child.pid,
    destinations: ["github/*"],
    alive: true,
  });
  worker.child.kill("SIGTERM");
  expect((await worker.ended)[0]).toBe(0);
}, 40_000);
