// The package as npm would publish it, in an empty project, on each version of Node: `node scripts/pack-check.mjs 20 22 24 26`.
// After a build. Versions that are not this one come from npm, as packages. Prints a line for each check.
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
/** Bytes of the tarball. */
const MOST = 3_000_000;
const versions = process.argv.slice(2).length > 0 ? process.argv.slice(2) : ["20", "22", "24", "26"];
const home = mkdtempSync(join(tmpdir(), "hookinbox-pack-"));
let failed = 0;

const say = (ok, what, more = "") => {
  if (!ok) failed += 1;
  console.log(`${ok ? "ok" : "FAILED"}  ${what}${more ? `  ${more}` : ""}`);
};

const run = (command, args, cwd, env = {}) =>
  spawnSync(command, args, { cwd, encoding: "utf8", env: { ...process.env, NODE_OPTIONS: "", ...env } });

function pack() {
  const { stdout, stderr } = run("npm", ["pack", "--json", "--ignore-scripts", "--pack-destination", home], ROOT);
  const said = JSON.parse(stdout || "null");
  const packed = Array.isArray(said) ? said[0] : Object.values(said ?? {})[0];
  if (!packed) throw new Error(stderr);
  const tarball = join(home, packed.filename);
  const { size } = statSync(tarball);
  say(size <= MOST, `tarball: ${(size / 1e6).toFixed(2)} MB, ${packed.files.length} files`, `at most ${MOST / 1e6} MB`);
  return tarball;
}

/** ESM alone, as the package is: Node's `require()` takes it since 20.19, and TypeScript since `module: "nodenext"`. */
function types(tarball) {
  const attw = join(ROOT, "node_modules/.bin/attw");
  const { status, stdout } = run(attw, [tarball, "--profile", "esm-only", "--format", "ascii", "--no-emoji"], ROOT);
  say(status === 0, "types of every entry resolve", status === 0 ? "" : stdout.slice(-600));
}

/** One project for all versions: what is installed is the same. */
function project(tarball) {
  const folder = join(home, "project");
  mkdirSync(folder);
  writeFileSync(join(folder, "package.json"), '{ "private": true }');
  const started = Date.now();
  const { status, stderr } = run("npm", ["install", "--no-audit", "--no-fund", "--prefer-offline", tarball], folder);
  say(
    status === 0,
    `npm install in an empty project, ${((Date.now() - started) / 1000).toFixed(1)} s`,
    stderr.split("\n")[0],
  );
  const { scripts = {} } = JSON.parse(readFileSync(join(folder, "node_modules/hookinbox/package.json"), "utf8"));
  const hooks = Object.keys(scripts).filter((name) => /^(?:pre|post)?install$/.test(name));
  say(hooks.length === 0, "no script runs at install");
  return folder;
}

function node(version) {
  if (version === process.versions.node.split(".")[0]) return process.execPath;
  const folder = join(home, `node-${version}`);
  mkdirSync(folder);
  writeFileSync(join(folder, "package.json"), '{ "private": true }');
  const of = `node@npm:node-linux-${process.arch}@${version}`;
  const { status, stderr } = run("npm", ["install", "--no-audit", "--no-fund", "--prefer-offline", of], folder);
  if (status !== 0) throw new Error(stderr);
  return join(folder, "node_modules/node/bin/node");
}

const BODY = `
const inbox = createInbox({ store: "sqlite:" + process.argv[2], sources: { shop: { provider: "github", secret: "s" } }, log: { level: "silent" } });
const seen = new Promise((resolve) => inbox.on("shop", "issues.opened", (event) => resolve(event.payload.action)));
const signed = sign("github", { body: '{"action":"opened"}' }, { secret: "s", type: "issues" });
const main = async () => {
  await inbox.start();
  const response = await inbox.fetch(new Request("http://localhost/in/shop", { method: "POST", headers: signed.headers, body: signed.body }));
  console.log(response.status, await seen, typeof toNode, typeof testInbox);
  await inbox.stop();
};
`;
const ESM = `import { createInbox, sign } from "hookinbox";
import { toNode } from "hookinbox/node";
import { testInbox } from "hookinbox/testing";
${BODY}
await main();`;
const CJS = `const { createInbox, sign } = require("hookinbox");
const { toNode } = require("hookinbox/node");
const { testInbox } = require("hookinbox/testing");
${BODY}
main();`;

/** The fastest of five: what the machine does beside it is not what is asked. */
function helpTime(bin, folder) {
  const times = Array.from({ length: 5 }, () => {
    const started = performance.now();
    run(bin, ["node_modules/hookinbox/dist/cli.js", "--help"], folder);
    return performance.now() - started;
  });
  return Math.min(...times);
}

try {
  const tarball = pack();
  types(tarball);
  const folder = project(tarball);
  writeFileSync(join(folder, "esm.mjs"), ESM);
  writeFileSync(join(folder, "common.cjs"), CJS);
  for (const version of versions) {
    const bin = node(version);
    const { stdout: name } = run(bin, ["--version"], folder);
    for (const file of ["esm.mjs", "common.cjs"]) {
      const { stdout, stderr } = run(bin, [file, join(home, `${file}-${version}.db`)], folder);
      say(
        stdout.trim() === "202 opened function function",
        `Node ${name.trim()}: ${file}`,
        stdout.trim() ? "" : stderr.slice(-400),
      );
    }
    const took = helpTime(bin, folder);
    say(took <= 150, `Node ${name.trim()}: --help in ${took.toFixed(0)} ms`, "at most 150 ms");
  }
} finally {
  rmSync(home, { recursive: true, force: true });
}
console.log(failed === 0 ? "all well" : `${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
