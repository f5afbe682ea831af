// From `npm install` to the first verified, handled event, in a clean folder, as the README says: at most 3 commands and 5 minutes.
// After a build: `node scripts/first-event.mjs`. The package is packed as npm would publish it.
import { spawn, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const MOST_COMMANDS = 3;
const MOST_SECONDS = 300;

const home = mkdtempSync(join(tmpdir(), "hookinbox-first-"));
const folder = join(home, "project");
mkdirSync(folder);
writeFileSync(join(folder, "package.json"), '{ "private": true }');

const packed = spawnSync("npm", ["pack", "--json", "--ignore-scripts", "--pack-destination", home], {
  cwd: ROOT,
  encoding: "utf8",
});
const said = JSON.parse(packed.stdout || "null");
const tarball = join(home, (Array.isArray(said) ? said[0] : Object.values(said ?? {})[0]).filename);

const port = String(20_000 + Math.floor(Math.random() * 20_000));
const env = { ...process.env, NODE_OPTIONS: "" };
const commands = [];
const began = performance.now();
const seconds = () => ((performance.now() - began) / 1000).toFixed(1);

function type(line) {
  commands.push(line);
  const { status, stdout, stderr } = spawnSync("bash", ["-c", line], { cwd: folder, env, encoding: "utf8" });
  console.log(`${seconds()} s  $ ${line.replace(tarball, "hookinbox")}`);
  if (status !== 0) throw new Error(stdout + stderr);
}

/** Stays; resolves once it has printed what it should. */
function begin(line, wanted) {
  commands.push(line);
  // In a group of its own, which is ended as a whole: npx may go without what it has started.
  const child = spawn("bash", ["-c", line], { cwd: folder, env, detached: true, stdio: ["ignore", "pipe", "pipe"] });
  let text = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (part) => (text += part));
  const seen = (what) =>
    new Promise((resolve, reject) => {
      const look = () => what.test(text) && resolve(text);
      for (const stream of [child.stdout, child.stderr]) stream.on("data", look);
      child.once("exit", (code) => reject(new Error(`${line} ended with ${code}:\n${text}`)));
      look();
    });
  return { child, seen, ready: seen(wanted).then(() => console.log(`${seconds()} s  $ ${line}`)) };
}

let served;
try {
  // `init` is the first thing that npx runs; the install is part of it for who has only npm.
  type(`npm install --no-audit --no-fund --prefer-offline ${tarball} && npx hookinbox init github`);
  served = begin(`npx hookinbox dev --port ${port} --admin-port 0`, /ready/);
  await served.ready;
  const handled = served.seen(/✓|"outcome":"done"/);
  type(`npx hookinbox send github issues.opened --port ${port}`);
  await handled;
  const took = Number(seconds());
  const ok = commands.length <= MOST_COMMANDS && took <= MOST_SECONDS;
  console.log(`${ok ? "ok" : "FAILED"}  verified and handled after ${commands.length} commands and ${took} s`);
  process.exitCode = ok ? 0 : 1;
} finally {
  served?.child.removeAllListeners("exit");
  if (served) process.kill(-served.child.pid, "SIGTERM");
  rmSync(home, { recursive: true, force: true });
}
