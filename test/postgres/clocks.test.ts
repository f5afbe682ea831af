import { type ChildProcess, spawn } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type PostgresStore, postgresStore } from "../../src/stores/postgres/index.ts";
import { event, newSchema } from "../../src/stores/postgres/rig.fixture.ts";
import { startPostgres, type TestServer } from "../../src/stores/postgres/server.fixture.ts";
import type { Clock } from "../../src/types.ts";
import { fromDebian } from "../debian.fixture.ts";

/** Machines whose clocks are an hour apart, on one Postgres. */
const CLI = fileURLToPath(new URL("../../dist/cli.js", import.meta.url));
const HOUR = 3_600_000;
let server: TestServer;
let folder: string;
const children = new Set<ChildProcess>();

beforeAll(async () => {
  server = await startPostgres();
  folder = await mkdtemp(join(tmpdir(), "hookinbox-clocks-"));
});
afterAll(async () => {
  // faketime stands before its process: both are one group.
  for (const { pid } of children) if (pid !== undefined) process.kill(-pid, "SIGKILL");
  await server?.destroy();
  await rm(folder, { recursive: true, force: true });
});

/** A process that works, under a clock of its own where `clock` says so. */
function work(...clock: string[]): void {
  const [command = "", ...args] = [...clock, process.execPath, CLI, "work"];
  // Timers count on; only the time of day is another.
  const env = { ...process.env, FAKETIME_DONT_FAKE_MONOTONIC: "1" };
  children.add(spawn(command, args, { cwd: folder, stdio: "ignore", env, detached: true }));
}

test("two workers: neither takes what the other holds, and a retry waits neither an hour nor not at all", async () => {
  const schema = newSchema();
  const config = {
    store: `${server.url}?schema=${schema}`,
    sources: { github: { provider: "github", secret: "a secret of the clocks, long enough", retry: ["300ms", "1h"] } },
    handlers: "./handlers.mjs",
    work: { lease: "5s", poll: "50ms", concurrency: 4 },
    log: { level: "error" },
  };
  await writeFile(join(folder, "hookinbox.config.json"), JSON.stringify(config));
  await writeFile(
    join(folder, "handlers.mjs"),
    `import { appendFileSync } from "node:fs";
     export default { github: { "*": async (event, ctx) => {
       appendFileSync("diary", JSON.stringify({ pid: process.pid, at: Date.now() }) + "\\n");
       await new Promise((r) => setTimeout(r, 100));
       if (ctx.attempt === 1) throw new Error("again");
     } } };`,
  );
  const store = postgresStore({ url: server.url, schema });
  await store.open();
  work();
  work(fromDebian("faketime"), "-f", "+1h");
  const diary = async () =>
    (await readFile(join(folder, "diary"), "utf8").catch(() => ""))
      .split("\n")
      .filter(Boolean)
      .map((line) => JSON.parse(line) as { pid: number; at: number });
  const given: string[] = [];
  const more = async () => {
    const events = Array.from({ length: 12 }, () => event({ headers: ["Content-Type", "application/json"] }));
    await store.accept(events);
    given.push(...events.map(({ id }) => id));
    return new Set((await diary()).map(({ pid }) => pid)).size;
  };
  // Until both have worked.
  await expect.poll(more, { timeout: 20_000, interval: 400 }).toBe(2);
  const open = async () => {
    const { pending, running } = (await store.stats()).deliveries;
    return pending + running;
  };
  await expect.poll(open, { timeout: 20_000 }).toBe(0);

  const attempts = new Set<string>();
  for (const id of given) {
    const [delivery] = (await store.get(id))!.deliveries;
    attempts.add(delivery!.attempts.map(({ outcome }) => outcome).join());
  }
  expect([...attempts]).toEqual(["failed,done"]);
  const times = (await diary()).map(({ at }) => at);
  expect(Math.max(...times) - Math.min(...times)).toBeGreaterThan(0.9 * HOUR);
  await store.close();
}, 60_000);

test.each([
  ["as they are", 0, () => undefined],
  ["control: with the workers' own clocks, what one holds is taken by the other", 1, () => Date.now],
])("the lease of one as seen by the other: %s", async (_, taken, own) => {
  const schema = newSchema();
  const opened: PostgresStore[] = [];
  for (const ahead of [0, HOUR]) {
    const clock: Clock | undefined = own() && (() => Date.now() + ahead);
    const store = postgresStore({ url: server.url, schema, clock });
    await store.open();
    opened.push(store);
  }
  const [one, other] = opened as [PostgresStore, PostgresStore];
  await one.accept([event()]);
  const request = { worker: "w", lease: 60_000, limit: 9, destinations: [{ name: "github/*", limit: 9 }] };
  expect(await one.claim(request)).toHaveLength(1);
  expect(await other.claim(request)).toHaveLength(taken);
  for (const store of opened) await store.close();
});
