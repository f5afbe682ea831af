// Writes the pages that are made of code: `node scripts/docs-write.mjs` after a build. `--check` writes nothing and
// exits 1 when a page is not what the code says; a test does the same.
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { adminApiPage } from "./docs-admin-api.mjs";
import { cliLookingPage, cliPage } from "./docs-cli.mjs";
import { configPage } from "./docs-config.mjs";
import { errorsPage } from "./docs-errors.mjs";
import { providerPages, providersPage } from "./docs-providers.mjs";

/** What stands between these marks is made of code; the rest of the page is written by hand. */
const MARKS = /(<!-- made by scripts\/docs-\S+ -->\n)[\s\S]*?(<!-- end -->)/;

export const PAGES = {
  "docs/errors.md": errorsPage,
  "docs/cli.md": cliPage,
  "docs/cli-looking.md": cliLookingPage,
  "docs/config.md": configPage,
  "docs/providers-list.md": providersPage,
  "docs/admin-api.md": adminApiPage,
};

/** Folders of which every page is made. */
export const FOLDERS = {
  "docs/providers": providerPages,
};

const fileOf = (page) => fileURLToPath(new URL(`../${page}`, import.meta.url));

/** A page as it stands, and as it should. */
export async function pageTexts(page) {
  const now = readFileSync(fileOf(page), "utf8");
  if (!MARKS.test(now)) throw new Error(`${page} has no marks "made by … end"`);
  const made = await PAGES[page]();
  return { now, right: now.replace(MARKS, (_, begin, end) => `${begin}\n${made.trim()}\n\n${end}`) };
}

/** The pages of a folder that are not what they should be; `right` is missing where there should be none. */
export function folderDifferences(folder) {
  const made = FOLDERS[folder]();
  const there = existsSync(fileOf(folder)) ? readdirSync(fileOf(folder)) : [];
  const stale = there.filter((name) => !Object.hasOwn(made, name)).map((name) => ({ page: `${folder}/${name}` }));
  const wrong = Object.entries(made)
    .filter(([name, text]) => !there.includes(name) || readFileSync(fileOf(`${folder}/${name}`), "utf8") !== text)
    .map(([name, right]) => ({ page: `${folder}/${name}`, right }));
  return [...stale, ...wrong];
}

function write(page, text) {
  const file = fileOf(page);
  if (text === undefined) return rmSync(file);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}

async function main() {
  const differences = Object.keys(FOLDERS).flatMap(folderDifferences);
  for (const page of Object.keys(PAGES)) {
    const { now, right } = await pageTexts(page);
    if (now !== right) differences.push({ page, right });
  }
  const check = process.argv.includes("--check");
  for (const { page, right } of differences) {
    if (!check) write(page, right);
    console.log(check ? `${page} is not what the code says: node scripts/docs-write.mjs` : `wrote ${page}`);
  }
  process.exitCode = check && differences.length > 0 ? 1 : 0;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await main();
