import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { SECRET } from "../lib/load.mjs";
import { cli, servers } from "../lib/paths.mjs";
import { freePort, launch, saysReady, until } from "../lib/processes.mjs";

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** Starts `hookinbox serve` as a user would. `nodeArgs`, `wrap`: for profilers. `store`: another than a file `db` of `dir`. */
export async function startHookinbox({
  dir,
  work = true,
  logLevel = "",
  nodeArgs = [],
  wrap = [],
  db = "bench.db",
  store = `sqlite:${join(dir, db)}`,
  handlers = "handlers.mjs",
  concurrency = 32,
  search = false,
}) {
  const [port, admin] = [await freePort(), await freePort()];
  const loopFile = join(dir, "loop.json");
  const env = {
    SECRET,
    BENCH_STORE: store,
    BENCH_HANDLERS: join(servers, handlers),
    BENCH_LOG_LEVEL: logLevel,
    BENCH_CONCURRENCY: String(concurrency),
    BENCH_SEARCH: String(search),
    BENCH_LOOP_FILE: loopFile,
    NODE_ENV: "production",
  };
  const config = join(servers, "hookinbox.config.mjs");
  const serve = [cli, "serve", "--config", config, "--port", String(port), "--admin-port", String(admin)];
  const args = ["--import", join(servers, "loop-delay.mjs"), ...nodeArgs, ...serve, ...(work ? [] : ["--no-work"])];
  const [command, ...rest] = [...wrap, process.execPath, ...args];
  const server = launch("hookinbox", command, rest, { dir, env });
  await until(server, saysReady(server), 30_000);
  return {
    port,
    admin,
    path: "/in/github",
    expect: '"accepted"',
    processes: [server],
    ...(store.startsWith("sqlite:") ? { wal: join(dir, `${db}-wal`) } : {}),
    loop: () => askLoop(server, loopFile),
  };
}

/** What the loop's probe saw since it was last asked; `undefined` when it does not answer within 2 s. */
async function askLoop(server, file) {
  rmSync(file, { force: true });
  server.kill("SIGUSR2");
  for (const deadline = Date.now() + 2000; Date.now() < deadline; await pause(10)) {
    if (existsSync(file)) return JSON.parse(readFileSync(file, "utf8"));
  }
  return undefined;
}

const unavailable = () => (existsSync(cli) ? undefined : "dist/cli.js missing: run npm run build");
const variant = (name, title, options) => ({
  name,
  title,
  unavailable,
  ours: true,
  start: (o) => startHookinbox({ ...o, ...options }),
});

/** As the peers, which write no line for a request; the row beside says what the lines cost. */
const quiet = { logLevel: "warn" };
export const accept = variant("hookinbox-accept", "hookinbox, accepts (--no-work)", { ...quiet, work: false });
export const life = variant("hookinbox", "hookinbox, whole life (empty handler)", { ...quiet, work: true });
/** One JSON line a request goes to stdout, which is a file here: the default. */
export const acceptLog = variant("hookinbox-log", "hookinbox, accepts, a log line for each", { work: false });
/** With the index of words, which is written beside the accepts. */
export const acceptSearch = variant("hookinbox-search", "hookinbox, accepts, with search", {
  ...quiet,
  work: false,
  search: true,
});
