import { mkdirSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

export const bench = dirname(dirname(fileURLToPath(import.meta.url)));
export const root = dirname(bench);
/** Scratch space on the checkout's own disk: a temporary folder may be memory, where a flush costs nothing. */
export const results = join(bench, "results");
/** What is measured; HOOKINBOX_DIST names another build, to compare two. */
export const dist = process.env.HOOKINBOX_DIST ?? join(root, "dist");
export const cli = join(dist, "cli.js");
export const servers = join(bench, "servers");

/** An empty folder under `results`. */
export function freshDir(name) {
  const dir = join(results, name);
  rmSync(dir, { recursive: true, force: true });
  mkdirSync(dir, { recursive: true });
  return dir;
}
