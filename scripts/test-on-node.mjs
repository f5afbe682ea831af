// Runs the tests on other versions of Node: `node scripts/test-on-node.mjs` (20.19 22 24 26), or the ones named.
// The binaries come from the npm registry, into a folder of their own.
import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";

const args = process.argv.slice(2);
const named = args.filter((arg) => /^\d+(\.\d+)*$/.test(arg));
const versions = named.length > 0 ? named : ["20.19", "22", "24", "26"];
/** Words in the paths of the tests to run; none: all. */
const only = args.filter((arg) => !named.includes(arg));
const home = join(tmpdir(), "hookinbox-node-versions");
let failures = 0;

function nodeOf(version) {
  const folder = join(home, version);
  mkdirSync(folder, { recursive: true });
  const name = `node-${process.platform}-${process.arch}`;
  execFileSync("npm", [
    "install",
    "--prefix",
    folder,
    "--no-save",
    "--silent",
    "--no-audit",
    "--no-fund",
    `${name}@${version}`,
  ]);
  return join(folder, "node_modules", name, "bin");
}

execFileSync(process.execPath, ["scripts/build.mjs"], { stdio: "inherit" });
for (const version of versions) {
  const bin = nodeOf(version);
  const node = join(bin, "node");
  console.log(`\n── Node ${execFileSync(node, ["--version"], { encoding: "utf8" }).trim()}`);
  const env = { ...process.env, PATH: bin + delimiter + process.env.PATH };
  const { status } = spawnSync(node, ["node_modules/vitest/vitest.mjs", "run", "--reporter=dot", ...only], {
    stdio: "inherit",
    env,
  });
  if (status !== 0) failures += 1;
}
console.log(`\n${versions.length - failures} passed, ${failures} failed`);
process.exit(failures === 0 ? 0 : 1);
