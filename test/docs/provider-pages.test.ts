import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, describe, expect, test } from "vitest";
import { loadConfig } from "../../src/config/load.ts";
import { describeProvider } from "../../src/providers/describe.ts";
import { providers } from "../../src/providers/index.ts";
import { setupOf } from "../vectors/secrets.fixture.ts";
import { pageText, ROOT, snippetsOf } from "./snippets.ts";

const script = (name: string) => import(pathToFileURL(join(ROOT, "scripts", name)).href);
const { folderDifferences } = (await script("docs-write.mjs")) as {
  folderDifferences(folder: string): { page: string }[];
};
const { templateWords } = (await script("docs-words.mjs")) as { templateWords(template: string): string };

const all = Object.values(providers).map((provider) => [provider.id, provider] as const);
const pageOf = (id: string): string => `docs/providers/${id}.md`;

const folder = mkdtempSync(join(tmpdir(), "hookinbox-pages-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test("the pages say what the definitions say; else: node scripts/docs-write.mjs", () => {
  expect(folderDifferences("docs/providers").map(({ page }) => page)).toEqual([]);
});

test("there is a page for each, in the index, and no other", () => {
  const there = readdirSync(join(ROOT, "docs/providers")).sort();
  expect(there).toEqual([...all.map(([id]) => `${id}.md`), "all.md"].sort());
  const linked = [...pageText(pageOf("all")).matchAll(/^\| \[.*?\]\((\S+?\.md)\)/gm)].map(([, page]) => page);
  expect([...linked, "all.md"].sort()).toEqual(there);
});

describe.each(all)("docs/providers/%s.md", (id, provider) => {
  test("is lean, and nothing in it is left to guess", () => {
    const text = pageText(pageOf(id));
    expect(text.split("\n").length).toBeLessThanOrEqual(60);
    expect(text.split("## Facts")[1]).not.toMatch(/undefined|null|NaN|\[object|\{(?:header|json|form|body|timestamp)/);
  });

  test("says which methods a route has to take, where POST is not all", () => {
    const { methods } = describeProvider(provider);
    const said = /the route has to take (.*?), best/.exec(pageText(pageOf(id)))?.[1]?.split(/, | and /);
    expect(said ?? ["POST"]).toEqual(methods);
  });

  test("marks what nobody has verified", () => {
    const text = pageText(pageOf(id));
    const { verified, evidence, greetings, timeout, retry } = describeProvider(provider);
    expect(text.includes("> **Unverified.**")).toBe(!verified);
    const unsure = /^(?:unverified|from memory)/.test(evidence.operations);
    if (unsure && (timeout ?? retry) !== null)
      expect(text).toMatch(/^\| it (?:waits|retries) \| .*\(unverified\) \|$/m);
    expect(/^- answer, waiting, retries: .*unverified/m.test(text)).toBe(
      unsure || evidence.operations.includes("unverified"),
    );
    expect(/^- handshake: /m.test(text)).toBe(greetings.length > 0);
  });

  test("its config starts, with a secret of its kind", async () => {
    const [snippet, ...others] = snippetsOf(pageOf(id)).filter(({ language }) => language === "javascript");
    expect(others).toEqual([]);
    const file = join(folder, `${id}.config.mjs`);
    writeFileSync(file, snippet?.text ?? "");
    const { verifies } = setupOf(provider);
    for (const [, name = ""] of (snippet?.text ?? "").matchAll(/process\.env\.(\w+)/g))
      process.env[name] = [verifies].flat()[0];
    const { settings } = await loadConfig({ file });
    expect(settings.sources.get(id)?.provider.id).toBe(id);
  });
});

test.each([
  ["{timestamp}.{body}", "the signed time + `.` + the body as received"],
  [
    "{header:X-Id}[:{json:a[0].b|lower}]",
    "header `x-id` + (`:` + `a[0].b` of the JSON body (in lower case), where there)",
  ],
  ["a\n{claim:body.id}", "`a\\n` + claim `id` of the token in the body"],
])("%j in words", (template, words) => {
  expect(templateWords(template)).toBe(words);
});

test("a place without words is not passed over", () => {
  expect(() => templateWords("{nonsense:x}")).toThrow("{nonsense:x}");
});
