// Writes the pages that are made of code: `node scripts/docs-write.mjs` after a build. `--check` writes nothing and
// exits 1 when a page is not what the code says; a test does the same.
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { adminApiPage } from "./docs-admin-api.mjs";
import { cliPage } from "./docs-cli.mjs";
import { configPage } from "./docs-config.mjs";
import { errorsPage } from "./docs-errors.mjs";
import { providersPage } from "./docs-providers.mjs";

/** What stands between these marks is made of code; the rest of the page is written by hand. */
const MARKS = /(<!-- made by scripts\/docs-\S+ -->\n)[\s\S]*?(<!-- end -->)/;

export const PAGES = {
  "docs/errors.md": errorsPage,
  "docs/cli.md": cliPage,
  "docs/config.md": configPage,
  "docs/providers-list.md": providersPage,
  "docs/admin-api.md": adminApiPage,
};

const fileOf = (page) => fileURLToPath(new URL(`../${page}`, import.meta.url));

/** A page as it stands, and as it should. */
export async function pageTexts(page) {
  const now = readFileSync(fileOf(page), "utf8");
  if (!MARKS.test(now)) throw new Error(`${page} has no marks "made by … end"`);
  const made = await PAGES[page]();
  return { now, right: now.replace(MARKS, (_, begin, end) => `${begin}\n${made.trim()}\n\n${end}`) };
}

async function main() {
  let stale = 0;
  for (const page of Object.keys(PAGES)) {
    const { now, right } = await pageTexts(page);
    if (now === right) continue;
    stale += 1;
    if (process.argv.includes("--check")) console.log(`${page} is not what the code says: node scripts/docs-write.mjs`);
    else {
      writeFileSync(fileOf(page), right);
      console.log(`wrote ${page}`);
    }
  }
  process.exitCode = stale > 0 && process.argv.includes("--check") ? 1 : 0;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await main();
