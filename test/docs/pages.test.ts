import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { pathToFileURL } from "node:url";
import { describe, expect, test } from "vitest";
import { SOURCE_KEYS } from "../../src/config/schema.ts";
import { ERRORS } from "../../src/errors.ts";
import { pages, pageText, ROOT } from "./snippets.ts";

/** The scripts are plain JavaScript: what they export is said here. */
const script = (name: string) => import(pathToFileURL(join(ROOT, "scripts", name)).href);
const { PAGES, pageTexts } = (await script("docs-write.mjs")) as {
  PAGES: Record<string, unknown>;
  pageTexts(page: string): Promise<{ now: string; right: string }>;
};
const { configKeys } = (await script("docs-config.mjs")) as { configKeys(): { rows: { key: string }[] }[] };
const { commandHelp } = (await script("docs-cli.mjs")) as { commandHelp(): { path: string[] }[] };

const prose = (page: string): string => pageText(page).replace(/^```[\s\S]*?^```/gm, "");

/** Anchors as GitHub makes them of headings, and those that are written. */
function anchorsOf(page: string): Set<string> {
  const text = prose(page);
  const headings = [...text.matchAll(/^#{1,6} (.+)$/gm)].map(([, title = ""]) =>
    title
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, "")
      .replace(/\s/g, "-"),
  );
  return new Set([...headings, ...[...text.matchAll(/<a id="([^"]+)"/g)].map(([, id = ""]) => id)]);
}

describe("links", () => {
  test.each(pages())("of %s lead somewhere", (page) => {
    const links = [...prose(page).matchAll(/\]\(([^)\s]+)\)/g)].map(([, to = ""]) => to);
    for (const link of links.filter((to) => !/^https?:/.test(to))) {
      const [path = "", anchor] = link.split("#");
      const target = path === "" ? page : normalize(join(dirname(page), path));
      expect(existsSync(join(ROOT, target)), `${page}: ${link}`).toBe(true);
      if (anchor !== undefined) expect([...anchorsOf(target)], `${page}: ${link}`).toContain(anchor);
    }
  });

  test("every page of docs/ is reached from the index", () => {
    const index = pageText("docs/index.md") + pageText("docs/providers.md");
    const own = pages().filter((page) => /^docs\/[^/]+\.md$/.test(page) && page !== "docs/index.md");
    for (const page of own) expect(index, page).toContain(`(${page.slice("docs/".length)}`);
  });
});

/** What is there once an example that brings its own packages was installed and built. */
const GENERATED = /(?:^|[\\/])(?:node_modules|dist|build|\.[\w-]+)[\\/]/;

test("no route for an inbox is shown that keeps a handshake by GET or HEAD from it", () => {
  const below = readdirSync(join(ROOT, "examples"), { recursive: true, encoding: "utf8" });
  const ours = below.filter((name) => /\.m?[jt]s$/.test(name) && !GENERATED.test(name));
  const examples = ours.map((name) => `examples/${name}`);
  const shown = [...pages(), ...examples].flatMap((page) => pageText(page).split("\n"));
  const inbox = /\bto[A-Z]\w+\(inbox|inbox\.fetch\(/;
  expect(shown.filter((line) => /\.post\(/.test(line) && inbox.test(line))).toEqual([]);
});

describe("pages that are made of code", () => {
  test.each(Object.keys(PAGES))("%s says what the code says; else: node scripts/docs-write.mjs", async (page) => {
    const { now, right } = await pageTexts(page);
    expect(now).toBe(right);
  });

  test("errors.md has every code, and no other", () => {
    const told = [...pageText("docs/errors.md").matchAll(/^\| <a id="\w+"><\/a>`(\w+)`/gm)].map(([, code]) => code);
    expect(told.sort()).toEqual(Object.keys(ERRORS).sort());
  });

  test("config.md has every key that the check takes", () => {
    const told = configKeys().flatMap(({ rows }) => rows.map(({ key }) => key));
    for (const key of SOURCE_KEYS) expect(told).toContain(`sources.<name>.${key}`);
    expect(new Set(told).size).toBe(told.length);
  });

  test("the pages of the command line have every command", () => {
    const text = pageText("docs/cli.md") + pageText("docs/cli-looking.md");
    for (const { path } of commandHelp()) expect(text).toContain(`\n## \`${["hookinbox", ...path].join(" ")}\`\n`);
  });
});

describe("what the pages name", () => {
  /** Files of this repository, in code spans. */
  const FILE = /`((?:src|test|bench|scripts|examples|demo|docs|deploy)\/[\w./-]*)`/g;

  test.each(pages())("files in %s exist", (page) => {
    for (const [, path = ""] of prose(page).matchAll(FILE))
      if (!/\/x\.\w+/.test(path)) expect(existsSync(join(ROOT, path)), path).toBe(true);
  });

  test("error codes in the prose are in the table", () => {
    for (const page of pages()) {
      for (const [, code = ""] of prose(page).matchAll(/`([A-Z]+_[A-Z_]+)`/g)) {
        if (/^(?:HOOKINBOX|NO_COLOR|GITHUB|DEFAULT|SINGLE|ATOMIC)|_SECRET$/.test(code)) continue;
        expect(Object.keys(ERRORS), page).toContain(code);
      }
    }
  });

  test("no page that is written by hand is longer than 300 lines", () => {
    for (const page of pages().filter((one) => !(one in PAGES)))
      expect(pageText(page).split("\n").length, page).toBeLessThanOrEqual(300);
  });

  test("pictures are there, and small", () => {
    const picture = join(ROOT, "docs/life-of-a-webhook.svg");
    expect(statSync(picture).size).toBeLessThan(10_000);
    expect(readFileSync(picture, "utf8")).toMatch(/<title[^>]*>[\s\S]*<desc/);
  });
});
