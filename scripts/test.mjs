// Everything that must hold, in one command: `npm test`. The last line counts: `N passed, N failed`.
// `npm test -- src/stores` runs only the tests whose path has these words, and no other check.
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const only = process.argv.slice(2);
const folder = mkdtempSync(join(tmpdir(), "hookinbox-test-"));
const bin = (name) => join("node_modules", ".bin", name);
let passed = 0;
let failed = 0;

function run(command, args) {
  return spawnSync(command, args, { stdio: "inherit" }).status === 0;
}

function check(name, command, args) {
  console.log(`\n── ${name}`);
  const ok = run(command, args);
  if (ok) passed += 1;
  else failed += 1;
  console.log(ok ? `ok: ${name}` : `FAILED: ${name}`);
  return ok;
}

/** A run that ends before its report is written counts as a failure of its own. */
function tests() {
  console.log("\n── tests");
  const report = join(folder, "report.json");
  const ok = run(bin("vitest"), ["run", "--reporter=default", "--reporter=json", `--outputFile=${report}`, ...only]);
  if (!existsSync(report)) return void (failed += 1);
  const { numPassedTests, numFailedTests, numPendingTests, testResults } = JSON.parse(readFileSync(report, "utf8"));
  const broken = testResults.filter(
    (file) => file.status === "failed" && file.assertionResults.every((t) => t.status !== "failed"),
  );
  passed += numPassedTests;
  failed += numFailedTests + broken.length;
  if (!ok && numFailedTests + broken.length === 0) failed += 1;
  if (numPendingTests > 0) console.log(`${numPendingTests} tests did not run here; each one says above what it needs`);
}

const built = check("build", process.execPath, ["scripts/build.mjs"]);
if (only.length === 0) {
  check("types", bin("tsc"), ["--noEmit", "-p", "tsconfig.json"]);
  check("types of the dashboard", bin("tsc"), ["--noEmit", "-p", "dashboard/tsconfig.json"]);
  check("lint", bin("biome"), ["check", "."]);
  check("package", bin("publint"), ["--strict"]);
  check("nothing unused", bin("knip"), ["--no-progress"]);
}
if (built) tests();
rmSync(folder, { recursive: true, force: true });
console.log(`\n${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
