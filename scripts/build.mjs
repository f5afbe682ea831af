// Compiles src/ to dist/, file for file: the folder tree that is read is the one that runs. Only the list of all providers is
// one file: 170 small ones took 0.13 s of each start to find and read. The dashboard is built as well, where what it is made
// of has changed since the last time.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { chmodSync, existsSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join, resolve, sep } from "node:path";
import { build } from "rolldown";

const require = createRequire(import.meta.url);
const STAMP = "dist/.dashboard-stamp";
/** What the dashboard is made of: its own files, the client, the table of errors; and the versions of all that it uses. */
const MADE_OF = [
  ...filesIn("dashboard"),
  "src/client/api.ts",
  "src/client/stream.ts",
  "src/errors.ts",
  "package-lock.json",
];

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

/** What it takes from other rooms stays where it is: a class that is there twice is two classes. */
async function joinProviders() {
  const folder = resolve("src/providers") + sep;
  const otherRooms = {
    name: "other-rooms",
    resolveId(id, importer) {
      if (importer === undefined || resolve(importer, "..", id).startsWith(folder)) return null;
      return { id: id.replace(/\.ts$/, ".js"), external: "relative" };
    },
  };
  const output = { file: "dist/providers/index.js", sourcemap: true };
  await build({ input: join(folder, "index.ts"), plugins: [otherRooms], output, logLevel: "warn" });
}
await joinProviders();

const stamp = stampOfDashboard();
const known = existsSync("dist/dashboard/index.html") && existsSync(STAMP) ? readFileSync(STAMP, "utf8") : "";
if (stamp !== known) {
  const vite = join(require.resolve("vite/package.json"), "../bin/vite.js");
  run(vite, ["build", "dashboard", "--logLevel", "warn"]);
  writeFileSync(STAMP, stamp);
}
