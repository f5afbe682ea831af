import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import { sign } from "../verify/sign/sign.ts";
import { type LongRun, startHookinbox } from "./process.fixture.ts";
import { hookinbox, project } from "./run.fixture.ts";

const SECRET = "dev secret that only its test knows";
const CONFIG = `export default { sources: { github: { provider: "github", secret: process.env.DEV_SECRET } }, handlers: "./handlers.ts" };`;
const handlers = (body: string): string =>
  `import { word } from "./lib/word.mjs";\nexport default {\n  github: { push: (event: { id: string }, ctx: { log: { info(text: string): void } }) => {\n    ${body}\n  } },\n};\n`;

const undo: (() => unknown)[] = [];
afterEach(async () => {
  for (const one of undo.splice(0)) await one();
});

interface Desk extends LongRun {
  readonly ingest: string;
  readonly folder: string;
  /** Writes a file, and resolves once the command has said what the pattern asks for. */
  save(name: string, text: string, saying: RegExp): Promise<RegExpExecArray>;
}

async function desk(files: Record<string, string>, ...args: string[]): Promise<Desk> {
  const { folder, remove } = project(files);
  const run = startHookinbox(folder, ["dev", "--port", "0", "--admin-port", "0", ...args]);
  undo.push(
    () => run.kill("SIGKILL"),
    () => run.ended,
    remove,
  );
  const [, ingest = ""] = await run.saying(/ready: (http:\/\/[^/]+)/);
  const save: Desk["save"] = (name, text, saying) => {
    const from = run.said().length;
    writeFileSync(join(folder, name), text);
    return run.saying(saying, from);
  };
  return { ...run, ingest, folder, save };
}

async function push({ ingest }: Desk, secret = SECRET): Promise<number> {
  const { url, ...request } = sign("github", { url: `${ingest}/in/github`, body: "{}" }, { secret, type: "push" });
  const response = await fetch(url, request as RequestInit);
  await response.text();
  return response.status;
}

const FILES = {
  "hookinbox.config.mjs": CONFIG,
  ".env": `DEV_SECRET=${SECRET}\n`,
  "handlers.ts": handlers('ctx.log.info("first " + word);'),
  "lib/word.mjs": 'export const word = "apple";\n',
};

describe("hookinbox dev", () => {
  test("what is saved is taken over: handlers, what they import, the config, .env", async () => {
    const it = await desk(FILES);
    expect(await push(it)).toBe(202);
    await it.saying(/first apple/);
    await it.save("handlers.ts", handlers('ctx.log.info("second " + word);'), /reloaded handlers\.ts/);
    await it.save("lib/word.mjs", 'export const word = "pear";\n', /reloaded lib\/word\.mjs/);
    expect(await push(it)).toBe(202);
    await it.saying(/second pear/);
    await it.save(".env", "DEV_SECRET=a new secret of the same test\n", /reloaded \.env/);
    expect(await push(it)).toBe(401);
    expect(await push(it, "a new secret of the same test")).toBe(202);
    await it.save("hookinbox.config.mjs", CONFIG.replace("github:", "hub:"), /HANDLERS_INVALID[\s\S]*goes on/);
    expect(await push(it, "a new secret of the same test")).toBe(202);
    it.kill("SIGTERM");
    expect(await it.ended).toBe(0);
  });

  test.each(["ts", "mjs"])(
    "what handlers import is taken over wherever it stands, by a handler in .%s",
    async (ending) => {
      const files = {
        "app/hookinbox.config.mjs": CONFIG.replace("process.env.DEV_SECRET", JSON.stringify(SECRET)).replace(
          ".ts",
          `.${ending}`,
        ),
        [`app/handlers.${ending}`]: `import plans from "./plans.json" with { type: "json" };
import { word } from "../shared/word.${ending}";
export default { github: { push: (event, ctx) => ctx.log.info(plans.name + " " + word) } };`,
        "app/plans.json": '{ "name": "small" }',
        "app/data.json": "{}",
        [`shared/word.${ending}`]: 'export const word = "apple";',
        [`shared/other.${ending}`]: "",
      };
      const it = await desk(files, "--config", "app/hookinbox.config.mjs");
      await push(it);
      await it.saying(/small apple/);
      await it.save("app/plans.json", '{ "name": "large" }', /reloaded plans\.json/);
      await it.save(`shared/word.${ending}`, "export const word = ;", /word\.(ts|mjs):1[\s\S]*goes on/);
      await it.save(`shared/word.${ending}`, 'export const word = "pear";', /reloaded \.\.\/shared\/word/);
      // As editors save: a new file in its place.
      writeFileSync(join(it.folder, "new"), 'export const word = "plum";');
      const from = it.said().length;
      renameSync(join(it.folder, "new"), join(it.folder, `shared/word.${ending}`));
      await it.saying(/reloaded \.\.\/shared\/word/, from);
      // Nobody imports these.
      writeFileSync(join(it.folder, `shared/other.${ending}`), "export const other = 1;");
      writeFileSync(join(it.folder, "app/data.json"), '{ "of": "a handler" }');
      await push(it);
      await it.saying(/large plum/);
      expect(it.said()).not.toMatch(/reloaded[^\n]*(other|data)/);
    },
  );

  test("what cannot be loaded is shown with its place, and the code before it goes on", async () => {
    const it = await desk(FILES);
    const [said] = await it.save(
      "handlers.ts",
      handlers("ctx.log.info(1 +);"),
      /[\s\S]*The code before this change goes on/,
    );
    expect(said).toMatch(/handlers\.ts:4:\d+: Unexpected token/);
    expect(said).toMatch(/^> 4 \| {5}ctx\.log\.info\(1 \+\);\n {4}\| +\^$/m);
    expect(await push(it)).toBe(202);
    await it.saying(/first apple/);
    const [imported] = await it.save("lib/word.mjs", "export const word = ;\n", /[\s\S]*goes on/);
    expect(imported).toMatch(/HANDLERS_FAILED/);
    await it.save("handlers.ts", FILES["handlers.ts"], /goes on/);
    const [place] = await it.save("lib/word.mjs", "\n\nexport const word = ;\n", /[\s\S]*goes on/);
    expect(place).toMatch(/lib\/word\.mjs:3:21/);
    await it.save("lib/word.mjs", 'export const word = "plum";\n', /reloaded/);
    expect(await push(it)).toBe(202);
    await it.saying(/first plum/);
  });

  test("no request is lost while it reloads, over and over", async () => {
    const it = await desk(FILES);
    let going = true;
    const statuses: number[] = [];
    const sender = async (): Promise<void> => {
      while (going) {
        statuses.push(await push(it));
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
    };
    const senders = Promise.all([sender(), sender(), sender(), sender()]);
    for (let i = 0; i < 8; i++)
      await it.save("handlers.ts", handlers(`ctx.log.info("turn ${i}." + word);`), /reloaded/);
    going = false;
    await senders;
    expect(statuses.length).toBeGreaterThan(20);
    expect(new Set(statuses)).toEqual(new Set([202]));
    expect(await push(it)).toBe(202);
    await it.saying(/turn 7\.apple/);
    // Each was handled once, by whichever code was there when its turn came.
    await expect.poll(() => it.said().match(/✓ github\/push/g)?.length, { timeout: 20_000 }).toBe(statuses.length + 1);
  });

  test("a project that is broken from the start waits for its first right version", async () => {
    const { folder, remove } = project({ ...FILES, "handlers.ts": "export default {" });
    const run = startHookinbox(folder, ["dev", "--port", "0", "--admin-port", "0"]);
    undo.push(
      () => run.kill("SIGKILL"),
      () => run.ended,
      remove,
    );
    await run.saying(/\n> 1 \| export default \{\n[\s\S]*Nothing runs yet: waiting for a change/);
    // Written until it is seen: the watch begins only after the first try.
    const again = setInterval(() => writeFileSync(join(folder, "handlers.ts"), FILES["handlers.ts"]), 100);
    await run.saying(/is ready:/).finally(() => clearInterval(again));
  });

  test("--fast-retries: a handler that failed runs again after a second", async () => {
    const it = await desk({ ...FILES, "handlers.ts": handlers('throw new Error("not " + word);') }, "--fast-retries");
    await push(it);
    await it.saying(/attempt 1 failed, again in (0\.[89]|1(\.[0-5])?) s/);
    expect(it.said()).toContain("Error: not apple");
    expect(it.said()).toMatch(/handlers\.ts:\d+:\d+/);
  });

  test("a port that is taken is named, and the command ends", async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, "127.0.0.1", resolve));
    const { port } = other.address() as { port: number };
    const { folder, remove } = project(FILES);
    const run = startHookinbox(folder, ["dev", "--port", String(port), "--admin-port", "0"]);
    undo.push(
      () => run.kill("SIGKILL"),
      () => run.ended,
      () => other.close(),
      remove,
    );
    await run.saying(new RegExp(`PORT_TAKEN: .*127\\.0\\.0\\.1:${port}[\\s\\S]*--port`));
    expect(await run.ended).toBe(1);
  });

  test("without a config: what to write, exit code 2", async () => {
    const { folder, remove } = project({});
    undo.push(remove);
    const ran = await hookinbox(folder, "dev");
    expect(ran).toMatchObject({ code: 2, stderr: expect.stringContaining("hookinbox init") });
    expect(() => readFileSync(join(folder, "hookinbox.config.mjs"))).toThrow();
  });
});
