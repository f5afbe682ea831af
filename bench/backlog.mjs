// A store with a million pending deliveries: does it still start at once, claim quickly, and stay small in memory?
// node bench/backlog.mjs [COUNT]
import { execFile } from "node:child_process";
import { existsSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { startHookinbox } from "./contestants/hookinbox.mjs";
import { residentBytes } from "./lib/cpu.mjs";
import { built, fill as fillStore } from "./lib/fill.mjs";
import { cli, dist, freshDir, servers } from "./lib/paths.mjs";
import { end } from "./lib/processes.mjs";
import { quantile } from "./lib/quantiles.mjs";

const CLAIMS = 2000;
const CLAIM_LIMIT = 16;
/** What the same claims are made on, to see what the backlog adds. */
const SMALL = CLAIMS * CLAIM_LIMIT + 1000;
const MB = 2 ** 20;

/** Puts `count` pending deliveries into a file. */
async function fill(path, count, destination) {
  const { sqliteStore } = await built("stores", "sqlite", "index.js");
  const store = sqliteStore({ path });
  await store.open();
  await fillStore(store, count, () => ({ destinations: [destination] }));
  await store.close();
}

async function claims(path) {
  const args = [join(servers, "backlog-claims.mjs"), path, String(CLAIMS), String(CLAIM_LIMIT), dist];
  const { stdout } = await promisify(execFile)(process.execPath, args, { maxBuffer: 64 * MB });
  return JSON.parse(stdout);
}

/** From the start of `hookinbox serve` to its line "ready", the deliveries being its handler's own. */
async function serveStart(dir) {
  const before = performance.now();
  const server = await startHookinbox({ dir, logLevel: "error", db: "serve.db" });
  const startUp = (performance.now() - before) / 1000;
  const pid = server.processes[0].pid;
  await new Promise((resolve) => setTimeout(resolve, 3000));
  const rss = residentBytes(pid);
  for (const child of server.processes) await end(child);
  return { startUp, rss };
}

async function serveStarts(dir, count) {
  const path = join(dir, "serve.db");
  await fill(path, SMALL, "github/issues.opened");
  const few = await serveStart(dir);
  await fill(path, count, "github/issues.opened");
  return { few, many: await serveStart(dir) };
}

/** @returns `{ text, claimP50, claimP99 (ms), rssGrowth (MB), startUp (s) }` */
export async function backlog({ count = 1_000_000 } = {}) {
  const dir = freshDir("backlog");
  const path = join(dir, "backlog.db");
  try {
    await fill(join(dir, "small.db"), SMALL, "bench");
    const small = await claims(join(dir, "small.db"));
    const before = performance.now();
    await fill(path, count, "bench");
    const filled = (performance.now() - before) / 1000;
    const size = statSync(path).size / MB;
    const large = await claims(path);
    rmSync(path);
    return summary({ count, small, large, filled, size, ...(existsSync(cli) ? await serveStarts(dir, count) : {}) });
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

function summary({ count, small, large, filled, size, few, many }) {
  const [p50, p99, max] = [0.5, 0.99, 1].map((q) => quantile(large.times, q));
  const claimGrowth = (large.most - small.most) / MB;
  const serveGrowth = many ? (many.rss - few.rss) / MB : undefined;
  const text = [
    `${count.toLocaleString("en")} pending deliveries (${size.toFixed(0)} MB, stored in ${filled.toFixed(1)} s, ${(count / filled).toFixed(0)}/s)`,
    `  claim of ${CLAIM_LIMIT}, ${large.times.length} times: p50 ${p50.toFixed(2)} ms, p99 ${p99.toFixed(2)} ms, max ${max.toFixed(1)} ms` +
      ` (on ${SMALL.toLocaleString("en")}: p50 ${quantile(small.times, 0.5).toFixed(2)}, p99 ${quantile(small.times, 0.99).toFixed(2)})`,
    `  claimed and settled ${(large.leased / large.took).toFixed(0)}/s; the store opens in ${large.opened.toFixed(0)} ms`,
    `  RSS of the same claims: +${claimGrowth.toFixed(0)} MB beside the small store`,
  ];
  if (many) {
    text.push(
      `  serve is ready after ${many.startUp.toFixed(2)} s (with ${SMALL.toLocaleString("en")} pending: ${few.startUp.toFixed(2)} s)`,
    );
    text.push(
      `  RSS of serve that works for 3 s: ${(many.rss / MB).toFixed(0)} MB, +${serveGrowth.toFixed(0)} MB beside ${SMALL.toLocaleString("en")} pending`,
    );
  }
  const rssGrowth = Math.max(claimGrowth, serveGrowth ?? 0);
  return { text: text.join("\n"), claimP50: p50, claimP99: p99, claimMax: max, rssGrowth, startUp: many?.startUp };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  console.log((await backlog({ count: Number(process.argv[2] ?? 1_000_000) })).text);
  process.exit();
}
