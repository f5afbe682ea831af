// The adapters' suite on frameworks that are too heavy to be dependencies, each built as for production, and their examples:
// `node scripts/frameworks.mjs` (all), or the ones named. After a build, on Node 22 or newer (Astro's and Nuxt's).
// They come from npm, into a folder of their own.
import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { hasExample, pack, putExample } from "./frameworks/examples.mjs";
import { PROJECTS } from "./frameworks/projects.mjs";

const names = process.argv.length > 2 ? process.argv.slice(2) : Object.keys(PROJECTS);
const home = join(tmpdir(), "hookinbox-frameworks");
const NPM_INSTALL = ["install", "--loglevel=error", "--no-audit", "--no-fund"];

function run(command, args, { cwd, env } = {}) {
  const { status } = spawnSync(command, args, { cwd, stdio: "inherit", env: { ...process.env, ...env } });
  if (status !== 0) process.exit(status ?? 1);
}

/** The versions that were installed of the packages that are named first. */
function versions(folder, packages) {
  const version = (name) =>
    JSON.parse(readFileSync(join(folder, "node_modules", name, "package.json"), "utf8")).version;
  return packages.map((name) => `${name} ${version(name)}`).join(", ");
}

const tarball = pack(home);
for (const name of names) {
  const { packages, shown, files, build, env } = PROJECTS[name];
  const folder = join(home, name);
  // Anew each time: npm gives up without a word on peers that have moved since.
  rmSync(folder, { recursive: true, force: true });
  for (const [path, text] of Object.entries({ "package.json": '{ "private": true, "type": "module" }', ...files })) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  run("npm", [...NPM_INSTALL, ...packages], { cwd: folder });
  console.log(`\n── ${versions(folder, shown)}, Node ${process.versions.node}`);
  run("npx", ["--no-install", ...build], { cwd: folder, env: { ...env, CI: "1" } });
  // The test builds and starts it.
  if (hasExample(name)) run("npm", NPM_INSTALL, { cwd: putExample(name, home, tarball) });
}
run("npx", ["vitest", "run", "--config", "scripts/frameworks/vitest.config.mjs"], {
  env: { FRAMEWORKS_HOME: home, FRAMEWORKS: names.join(",") },
});
