// Compiles src/ to dist/, file for file: the folder tree that is read is the one that runs.
import { spawnSync } from "node:child_process";
import { chmodSync, existsSync } from "node:fs";
import { createRequire } from "node:module";

const tsc = createRequire(import.meta.url).resolve("typescript/bin/tsc");
const { status } = spawnSync(process.execPath, [tsc, "-p", "tsconfig.build.json"], { stdio: "inherit" });
if (existsSync("dist/cli.js")) chmodSync("dist/cli.js", 0o755);
process.exit(status ?? 1);
