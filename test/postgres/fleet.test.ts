import { type ChildProcess, spawn } from "node:child_process";
import { createHmac } from "node:crypto";
import { once } from "node:events";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createInbox } from "../../src/index.ts";
import { postgresStore } from "../../src/stores/postgres/index.ts";
import { startPostgres, type TestServer } from "../../src/stores/postgres/server.fixture.ts";
import { freePort } from "../free-port.fixture.ts";

const CLI = fileURLToPath(new URL("../../dist/cli.js", import.meta.url));
const SECRET = "a secret of the fleet, long enough";

let server: TestServer;
let folder: string;
const children = new Set<ChildProcess>();

beforeAll(async () => {
  server = await startPostgres();
  folder = await mkdtemp(join(tmpdir(), "hookinbox-fleet-"));
  const config = {
    store: server.url,
    sources: { github: { provider: "github", secret: SECRET } },
    handlers: "./handlers.mjs",
    work: { lease: "5s", poll: "100ms" },
    log: { level: "error" },
  };
  await writeFile(join(folder, "hookinbox.config.json"), JSON.stringify(config));
  await writeFile(
    join(folder, "handlers.mjs"),
    `import { appendFileSync } from "node:fs";
     const done = (event) => appendFileSync(${JSON.stringify(join(folder, "diary"))}, event.key + "\\n");
     export default { github: { "*": async (event) => { await new Promise((r) => setTimeout(r, 5)); done(event); } } };`,
  );
});
afterAll(async () => {
  for (const child of children) child.kill("SIGKILL");
  await server?.destroy();
  await rm(folder, { recursive: true, force: true });
});

/** One instance of `hookinbox serve`, ready; its URL and its process. */
async function serve(...more: string[]) {
  const [port, admin] = [await freePort(), await freePort()];
  const args = [CLI, "serve", "--port", String(port), "--admin-port", String(admin), ...more];
  const child = spawn(process.execPath, args, { cwd: folder, stdio: ["ignore", "pipe", "pipe"] });
  children.add(child);
  let said = "";
  await new Promise<void>((resolve, reject) => {
    const hear = (chunk: Buffer) => {
      said += chunk;
      if (said.includes("ready")) resolve();
    };
    child.stdout.on("data", hear);
    child.stderr.on("data", hear);
    child.once("exit", (code) => reject(new Error(`serve ended with ${code}: ${said}`)));
  });
  return { url: `http://127.0.0.1:${port}/in/github`, child };
}

const headersOf = (key: string, body: string) => ({
  "content-type": "application/json",
  "x-github-event": "issues",
  "x-github-delivery": key,
  "x-hub-signature-256": `sha256=${createHmac("sha256", SECRET).update(body).digest("hex")}`,
});

/** Sends until it is answered 2xx, to one receiver after another, as a load balancer and a provider do. */
async function deliver(key: string, receivers: readonly string[]): Promise<void> {
  const body = JSON.stringify({ action: "opened", key });
  const headers = headersOf(key, body);
  for (let tries = 0; tries < 50; tries++) {
    const url = receivers[tries % receivers.length] ?? "";
    const answer = await fetch(url, { method: "POST", body, headers }).catch(() => undefined);
    await answer?.arrayBuffer();
    if (answer?.ok) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`${key} was never accepted`);
}

test("three receivers and three workers on one Postgres, one of each killed under load: the count is right", async () => {
  const receivers = await Promise.all([1, 2, 3].map(() => serve("--no-work")));
  const workers = await Promise.all([1, 2, 3].map(() => serve()));
  const keys = Array.from({ length: 400 }, (_, i) => `delivery-${i}`);
  const urls = receivers.map(({ url }) => url);
  const waiting = [...keys];
  const sender = async (first: number) => {
    for (let key = waiting.shift(); key; key = waiting.shift()) {
      await deliver(key, [...urls.slice(first), ...urls.slice(0, first)]);
      if (waiting.length === 250) receivers[0]?.child.kill("SIGKILL");
      if (waiting.length === 200) workers[0]?.child.kill("SIGKILL");
    }
  };
  await Promise.all([0, 1, 2, 0, 1, 2].map(sender));

  const handled = async () => (await readFile(join(folder, "diary"), "utf8")).split("\n").filter(Boolean);
  await expect.poll(async () => new Set(await handled()).size, { timeout: 20_000 }).toBe(keys.length);
  const looking = createInbox({ store: server.url, sources: { github: { provider: "github", secret: SECRET } } });
  await looking.open();
  await expect
    .poll(async () => (await looking.archive.stats()).deliveries, { timeout: 20_000 })
    .toEqual({ pending: 0, running: 0, done: keys.length, dead: 0 });
  expect((await looking.archive.stats()).events).toBe(keys.length);
  expect(looking.storeName).not.toContain("word");
  await looking.stop();
}, 60_000);

test("an inbox in an app's own process, on the app's own pool", async () => {
  const pool = new pg.Pool({ connectionString: server.url, max: 3 });
  pool.on("error", () => {});
  const inbox = createInbox(
    { store: "memory:", sources: { github: { provider: "github", secret: SECRET } }, log: { level: "silent" } },
    { store: postgresStore({ pool, schema: "of_the_app" }) },
  );
  const handled: (string | null)[] = [];
  inbox.on("github", "issues.opened", (event) => void handled.push(event.key));
  await inbox.start();
  const body = JSON.stringify({ action: "opened" });
  const send = () =>
    inbox.fetch(new Request("http://localhost/in/github", { method: "POST", body, headers: headersOf("one", body) }));
  expect(await (await send()).json()).toMatchObject({ status: "accepted" });
  expect(await (await send()).json()).toMatchObject({ status: "duplicate" });
  await expect.poll(() => handled).toEqual(["one"]);
  await inbox.stop();
  const { rows } = await pool.query("SELECT count(*)::int AS events FROM of_the_app.events");
  expect(rows).toEqual([{ events: 1 }]);
  await pool.end();
});

test.each([
  ["password", (url: URL) => void (url.password = "wrong"), "STORE_DENIED"],
  ["database", (url: URL) => void (url.pathname = "/nowhere"), "STORE_DENIED"],
  ["parameter", (url: URL) => url.searchParams.set("pool", "none"), "CONFIG_INVALID"],
])("serve with a wrong %s: one readable error, exit code 2, no stack", async (_, spoil, code) => {
  const url = new URL(server.url);
  spoil(url);
  const wrong = await mkdtemp(join(tmpdir(), "hookinbox-wrong-"));
  const config = { store: url.toString(), sources: { github: { provider: "github", secret: SECRET } } };
  await writeFile(join(wrong, "hookinbox.config.json"), JSON.stringify(config));
  const child = spawn(process.execPath, [CLI, "serve", "--port", "0", "--admin-port", "0"], { cwd: wrong });
  children.add(child);
  let said = "";
  child.stdout.on("data", (chunk) => (said += chunk));
  child.stderr.on("data", (chunk) => (said += chunk));
  const [status] = await once(child, "close");
  expect(said).toContain(code);
  expect(said).not.toMatch(/\n\s+at |p%40ss|wrong@/);
  expect(status).toBe(2);
  await rm(wrong, { recursive: true, force: true });
});

test("what the command line says of the store holds no password", async () => {
  for (const command of [["migrate"], ["doctor"], ["prune"], ["events"]]) {
    const child = spawn(process.execPath, [CLI, ...command], { cwd: folder, stdio: ["ignore", "pipe", "pipe"] });
    let said = "";
    child.stdout.on("data", (chunk) => (said += chunk));
    child.stderr.on("data", (chunk) => (said += chunk));
    await once(child, "close");
    expect(said, command.join(" ")).not.toMatch(/p@ss|p%40ss/);
    expect(said.length).toBeGreaterThan(0);
  }
});
