// The examples that bring their own packages, as a reader has them: each with the package as npm would publish it.
import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

export const hasExample = (name) => existsSync(join(ROOT, "examples", name, "package.json"));

/** The package as a file in `home`. */
export function pack(home) {
  mkdirSync(home, { recursive: true });
  const args = ["pack", "--json", "--ignore-scripts", "--pack-destination", home];
  const { stdout, stderr } = spawnSync("npm", args, { cwd: ROOT, encoding: "utf8" });
  const said = JSON.parse(stdout || "null");
  const packed = Array.isArray(said) ? said[0] : Object.values(said ?? {})[0];
  if (!packed) throw new Error(stderr);
  return join(home, packed.filename);
}

/** What a clone has of a folder, without what was installed and built in it. */
function filesOf(folder) {
  const args = ["ls-files", "-z", "--cached", "--others", "--exclude-standard", "--", folder];
  return spawnSync("git", args, { cwd: ROOT, encoding: "utf8" }).stdout.split("\0").filter(Boolean);
}

/** Copies the example to `home`, beside what it imports from above it, with the packed package for the clone's. */
export function putExample(name, home, tarball) {
  const folder = join(home, "examples", name);
  rmSync(folder, { recursive: true, force: true });
  for (const file of [...filesOf(`examples/${name}`), "examples/curl.mjs"]) {
    mkdirSync(dirname(join(home, file)), { recursive: true });
    cpSync(join(ROOT, file), join(home, file));
  }
  const manifest = join(folder, "package.json");
  const project = JSON.parse(readFileSync(manifest, "utf8"));
  project.dependencies.hookinbox = `file:${tarball}`;
  writeFileSync(manifest, JSON.stringify(project, null, 2));
  return folder;
}
