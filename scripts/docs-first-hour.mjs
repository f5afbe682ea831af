// The blocks of docs/first-hour.md: what the commands really say, one after the other, in a folder of their own. What differs
// each time (ids, times, ports) is written the same: `node scripts/docs-first-hour.mjs` writes the page, a test compares it.
import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const CLI = fileURLToPath(new URL("../dist/cli.js", import.meta.url));
const PAGE = fileURLToPath(new URL("../docs/first-hour.md", import.meta.url));

const FIRST = /(<!-- step: (\w+) -->\n\n```text\n)[\s\S]*?(\n```)/g;

/** The page with each step's block as it is now. */
const withSteps = (page, steps) => page.replace(FIRST, (_, before, name, after) => before + steps[name] + after);

/** The handlers as the page shows them, by the first line of their block. */
function handlersOf(page) {
  const blocks = [...page.matchAll(/```js\n(\/\/ handlers\.mjs[\s\S]*?)```/g)].map(([, text]) => text);
  if (blocks.length !== 2) throw new Error("the page has two versions of handlers.mjs");
  return { failing: blocks[0], right: blocks[1] };
}

async function firstHour(page) {
  const folder = mkdtempSync(join(tmpdir(), "first-hour-"));
  const [port, adminPort] = [await freePort(), await freePort()];
  const ids = new Map();
  const plain = (text) => normal(text, { folder, port, adminPort, ids });
  const handlers = handlersOf(page);
  const steps = {};
  const env = { ...process.env, NO_COLOR: "1", npm_command: "exec", HOOKINBOX_ADMIN_TOKEN: "" };
  delete env.FORCE_COLOR;
  let dev;
  try {
    const run = async (shown, ...args) => {
      const { text } = await command([...shown.split(" ").slice(2), ...args], { cwd: folder, env });
      return `$ ${plain(shown)}\n${plain(text)}`;
    };
    steps.init = await run("npx hookinbox init stripe");
    const config = join(folder, "hookinbox.config.mjs");
    writeFileSync(config, readFileSync(config, "utf8").replace(/\/\/ retry: .*/, 'retry: ["10s"],'));

    dev = startDev(["--port", port, "--admin-port", adminPort], { cwd: folder, env });
    await dev.saying(/is shown at/);
    steps.dev = `$ npx hookinbox dev --fast-retries\n${plain(dev.take())}`;
    const at = ["--port", port];
    steps.send = await run("npx hookinbox send stripe invoice.paid", ...at);
    await dev.saying(/✓ stripe\/invoice\.paid[\s\S]*✓|✓ stripe\/\*[\s\S]*✓/);
    // Two handlers run at once: their lines come in either order.
    const [came, ...handled] = plain(dev.take()).split("\n");
    steps.handled = [came, ...handled.sort((a, b) => rank(a) - rank(b))].join("\n");

    writeFileSync(join(folder, "handlers.mjs"), handlers.failing);
    await dev.saying(/reloaded/);
    dev.take();
    const sent = await run("npx hookinbox send stripe invoice.paid --set data.object.customer_email=null", ...at);
    await dev.saying(/dead: it waits/);
    steps.failing = sent;
    steps.failed = plain(dev.take());

    writeFileSync(join(folder, "handlers.mjs"), handlers.right.replace("?? ", "?? ?? "));
    await dev.saying(/goes on/);
    steps.slip = plain(dev.take());
    writeFileSync(join(folder, "handlers.mjs"), handlers.right);
    await dev.saying(/reloaded/);
    steps.mended = plain(dev.take());

    const admin = ["--admin-url", `http://127.0.0.1:${adminPort}`];
    steps.dead = await run("npx hookinbox events --state dead", ...admin);
    const [id] = [...ids].find(([, shown]) => steps.dead.includes(shown)) ?? [];
    steps.replay = await run(`npx hookinbox replay ${id}`, ...admin);
    await dev.saying(/✓ stripe\/invoice\.paid/);
    steps.done = plain(dev.take());
    return steps;
  } finally {
    dev?.child.kill("SIGKILL");
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Ids in the order in which they came, times and durations as one: the page is then the same each time. */
function normal(text, { folder, port, adminPort, ids }) {
  return text
    .replaceAll(folder, "/home/you/shop")
    .replaceAll(`:${port}`, ":8420")
    .replaceAll(`:${adminPort}`, ":8421")
    .replace(/(evt|dlv)_[0-9a-f-]{36}(_\d+)?/g, (id) => {
      if (!ids.has(id))
        ids.set(id, `${id.slice(0, 3)}_01a20e60-0000-7000-8000-${String(ids.size + 1).padStart(12, "0")}`);
      return ids.get(id);
    })
    .replace(/\/(bin|inspector)\/[\w-]+/g, "/$1/sample")
    .replace(/\b(evt|cus)_[A-Za-z0-9]{14,24}\b/g, "$1_sample")
    .replace(/\d{4}-\d\d-\d\d \d\d:\d\d:\d\dZ/g, "2026-11-24 10:00:00Z")
    .replace(/^\d\d:\d\d:\d\d /gm, "10:00:00 ")
    .replace(/\b\d+ ms\b/g, "3 ms")
    .replace(/again in [\d.]+ s/g, "again in 1 s")
    .replace(/[ \t]+$/gm, "")
    .trim();
}

const rank = (line) =>
  ["│ handling", "│ received", "✓ stripe/invoice.paid", "✓ stripe/*"].findIndex((one) => line.includes(one));

function command(args, options) {
  const child = spawn(process.execPath, [CLI, ...args.map(String)], { ...options, stdio: ["ignore", "pipe", "pipe"] });
  let text = "";
  for (const stream of [child.stderr, child.stdout]) stream.setEncoding("utf8").on("data", (part) => (text += part));
  return new Promise((resolve) => child.once("close", (code) => resolve({ code, text })));
}

function startDev(args, options) {
  const all = [CLI, "dev", "--fast-retries", ...args.map(String)];
  const child = spawn(process.execPath, all, { ...options, stdio: ["ignore", "pipe", "pipe"] });
  let text = "";
  let from = 0;
  let look = () => {};
  for (const stream of [child.stderr, child.stdout])
    stream.setEncoding("utf8").on("data", (part) => {
      text += part;
      look();
    });
  child.once("close", () => look(true));
  return {
    child,
    /** What it has said since the last time. */
    take: () => {
      const said = text.slice(from);
      from = text.length;
      return said;
    },
    saying: (pattern) =>
      new Promise((resolve, reject) => {
        look = (over) => {
          // A line is waited for to its end.
          if (pattern.test(text.slice(from)) && text.endsWith("\n")) resolve(undefined);
          else if (over) reject(new Error(`dev ended without ${pattern}:\n${text}`));
        };
        look();
      }),
  };
}

async function freePort() {
  const server = createServer();
  await new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(undefined)));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const page = readFileSync(PAGE, "utf8");
  const now = withSteps(page, await firstHour(page));
  if (!process.argv.includes("--check")) {
    writeFileSync(PAGE, now);
    process.stdout.write("wrote docs/first-hour.md\n");
  } else if (now !== page) {
    process.stdout.write(now);
    process.exitCode = 1;
  }
}
