import { execFileSync, spawn } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { bench, results } from "./paths.mjs";

export const SECRET = "a secret of the bench, forty bytes long.";
const sources = join(bench, "load");

function compile(output, flags, source) {
  mkdirSync(results, { recursive: true });
  const newest = Math.max(...readdirSync(sources).map((name) => statSync(join(sources, name)).mtimeMs));
  if (existsSync(output) && statSync(output).mtimeMs > newest) return output;
  try {
    execFileSync("gcc", [...flags, "-o", output, join(sources, source)], { stdio: ["ignore", "inherit", "inherit"] });
  } catch (cause) {
    throw new Error("the bench compiles its load generator with gcc: run scripts/setup-bench.sh first", { cause });
  }
  return output;
}

/** Path of the load generator, compiled at first use. */
export const loadProgram = () => compile(join(results, "load"), ["-O3", "-Wall", "-Wextra", "-D_GNU_SOURCE"], "load.c");
/** Path of a command that does nothing. */
export const nothingProgram = () => compile(join(results, "nothing"), ["-O2", "-static", "-nostdlib"], "nothing.c");

const GITHUB_HEADERS = [
  "User-Agent: GitHub-Hookshot/044aadd",
  "Content-Type: application/json",
  "Accept: */*",
  "X-GitHub-Event: issues",
  "X-GitHub-Hook-ID: 292430182",
  "X-GitHub-Hook-Installation-Target-ID: 79929171",
  "X-GitHub-Hook-Installation-Target-Type: repository",
  "X-GitHub-Delivery: {id}",
  "X-Hub-Signature-256: sha256={signature}",
];

/**
 * Sends GitHub `issues` events: each with its own delivery id, body and signature.
 * `rate` in requests/s; 0: as fast as they are answered.
 * Resolves to the generator's figures: `{ answered, rps, p50, p99, max (ms), statuses, … }`.
 */
export function sendLoad({ port, path, seconds, connections = 64, rate = 0, expect }) {
  const args = { port, path, seconds, connections, rate, secret: SECRET, body: join(sources, "issues.json") };
  if (expect) args.expect = expect;
  const argv = Object.entries(args).flatMap(([name, value]) => [`--${name}`, String(value)]);
  const child = spawn(loadProgram(), [...argv, ...GITHUB_HEADERS.flatMap((header) => ["--header", header])], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  let text = "";
  child.stdout.on("data", (chunk) => (text += chunk));
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) =>
      code === 0 ? resolve(JSON.parse(text)) : reject(new Error(`the load generator exited with ${code}`)),
    );
  });
}

/** Requests that were not answered as they ought to be. */
export function failures(load) {
  const wrong = Object.entries(load.statuses).filter(([status]) => status[0] !== "2");
  return wrong.reduce((sum, [, count]) => sum + count, 0) + load.broken + load.unanswered + load.unexpected;
}
