import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeEach, describe, expect, it } from "vitest";
import { loadConfig } from "./load.ts";

const root = mkdtempSync(join(tmpdir(), "hookinbox-load-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));

let folder = "";
let folders = 0;
beforeEach(() => {
  folder = join(root, String(folders++));
  mkdirSync(folder);
});
const write = (name: string, text: string): string => {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
};
const CONFIG = `{ sources: { github: { provider: "github", secret: "s" } }, handlers: "./h.mjs" }`;
const JSON_CONFIG = JSON.stringify({ sources: { github: { provider: "github", secret: "s" } }, handlers: "./h.mjs" });

describe("loadConfig", () => {
  it.each([
    ["hookinbox.config.ts", `type T = { a?: 1 }; const c: T & object = ${CONFIG}; export default c;`],
    ["hookinbox.config.js", `module.exports = ${CONFIG};`],
    ["hookinbox.config.mjs", `export default ${CONFIG};`],
    ["hookinbox.config.json", `\uFEFF${JSON_CONFIG}`],
  ])("finds %s", async (name, text) => {
    const file = write(name, text);
    const loaded = await loadConfig({ folder });
    expect(loaded.file).toBe(file);
    expect(loaded.settings.handlers).toBe(join(folder, "h.mjs"));
    expect(loaded.settings.store).toBe(`sqlite:${join(folder, "hookinbox.db")}`);
  });

  it("takes any name that is given", async () => {
    write("inbox.mjs", `export default ${CONFIG};`);
    expect((await loadConfig({ file: "inbox.mjs", folder })).settings.sources.size).toBe(1);
  });

  describe("with a file .env beside it", () => {
    afterEach(() => {
      delete process.env.LOAD_TEST_SECRET;
      delete process.env.LOAD_TEST_SET;
    });

    it("reads it first, and leaves alone what is set", async () => {
      process.env.LOAD_TEST_SET = "outside";
      write(".env", `LOAD_TEST_SECRET="from the file"\nLOAD_TEST_SET=inside\n`);
      write(
        "hookinbox.config.mjs",
        `export default { sources: { github: { provider: "github", secret: [process.env.LOAD_TEST_SECRET, process.env.LOAD_TEST_SET] } } };`,
      );
      const { settings } = await loadConfig({ folder });
      expect(settings.sources.get("github")?.secrets).toEqual(["from the file", "outside"]);
    });
  });

  it.each([
    ["there is none", [], {}, "CONFIG_NOT_FOUND", /There is no hookinbox\.config\.\{ts,js,mjs,json\} in /],
    ["the one named is not there", [], { file: "x.mjs" }, "CONFIG_NOT_FOUND", /There is no file .*x\.mjs\./],
    ["the one named is a folder", [], { file: "." }, "CONFIG_NOT_FOUND", /is not a file/],
    [
      "it throws",
      ["hookinbox.config.mjs", "const a = 1;\nnope();"],
      {},
      "CONFIG_FAILED",
      /hookinbox\.config\.mjs:2:1: nope is not defined/,
    ],
    [
      "it is no JavaScript",
      ["hookinbox.config.mjs", "export default {\n  sources: {\n"],
      {},
      "CONFIG_FAILED",
      /hookinbox\.config\.mjs:\d+: Unexpected end of input/,
    ],
    [
      "it is no TypeScript",
      ["hookinbox.config.ts", "export default { a: : 1 }"],
      {},
      "CONFIG_FAILED",
      /hookinbox\.config\.ts:1:\d+: Unexpected token/,
    ],
    ["it is no JSON", ["hookinbox.config.json", "{ sources }"], {}, "CONFIG_FAILED", /JSON/],
    [
      "it exports nothing",
      ["hookinbox.config.mjs", "export const config = {};"],
      {},
      "CONFIG_INVALID",
      /expected a default export that is an object; got none\.\n.*export default/,
    ],
    [
      "it exports a function",
      ["hookinbox.config.mjs", "export default () => ({});"],
      {},
      "CONFIG_INVALID",
      /got a function/,
    ],
  ])("says so when %s", async (_, [name, text], options, code, said) => {
    if (name && text) write(name, text);
    const failing = loadConfig({ ...options, folder });
    await expect(failing).rejects.toMatchObject({ code });
    await expect(failing).rejects.toThrow(said);
  });
});
