// Compiles src/ to dist/, file for file: the folder tree that is read is the one that runs. The dashboard is built as well,
// where what it is made of has changed since the last time.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { chmodSync, existsSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

const require = createRequire(import.meta.url);
const STAMP = "dist/.dashboard-stamp";
/** What the dashboard is made of: its own files, the client, the table of errors; and the versions of all that it uses. */
const MADE_OF = [...filesIn("dashboard"), "src/client/api.ts", "src/errors.ts", "package-lock.json"];

function filesIn(folder) {
  const names = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter(
    (name) => !name.includes("node_modules"),
  );
  return names.map((name) => join(folder, name)).filter((path) => statSync(path).isFile());
}

function run(script, args) {
  const { status } = spawnSync(process.execPath, [script, ...args], { stdio: "inherit" });
  if (status !== 0) process.exit(status ?? 1);
}

function stampOfDashboard() {
  const hash = createHash("sha256");
  for (const path of MADE_OF.sort()) hash.update(`${path}\0`).update(readFileSync(path));
  return hash.digest("hex");
}

run(require.resolve("typescript/bin/tsc"), ["-p", "tsconfig.build.json"]);
if (existsSync("dist/cli.js")) chmodSync("dist/cli.js", 0o755);

const stamp = stampOfDashboard();
const known = existsSync("dist/dashboard/index.html") && existsSync(STAMP) ? readFileSync(STAMP, "utf8") : "";
if (stamp !== known) {
  const vite = join(require.resolve("vite/package.json"), "../bin/vite.js");
  run(vite, ["build", "dashboard", "--logLevel", "warn"]);
  writeFileSync(STAMP, stamp);
}
