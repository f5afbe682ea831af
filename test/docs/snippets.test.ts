import { spawnSync } from "node:child_process";
import { createHmac } from "node:crypto";
import { cpSync, existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import ts from "typescript";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Desk, openDesk } from "../../src/cli/desk.fixture.ts";
import type { Ran } from "../../src/cli/run.fixture.ts";
import { loadHandlers } from "../../src/config/handlers.ts";
import { loadConfig } from "../../src/config/load.ts";
import { freePort } from "../free-port.fixture.ts";
import { type Consumer, createConsumer, patiently, start } from "./consumer.fixture.ts";
import { allSnippets, ROOT, type Snippet, snippetsOf } from "./snippets.ts";

/**
 * Every block of JavaScript, TypeScript, JSON and shell in the pages is run here, by what it is: a config is loaded, a
 * handlers module registered, a program started and sent a signed event, a fragment run with an inbox around it.
 */

const SECRET = "whsec_ZG9jcyBvbmx5LCBub3QgYSBzZWNyZXQ=";
/** For what a block runs, in ms: one that hangs is told of, not waited for. */
const PATIENCE = 60_000;
const CODE = new Set(["js", "ts", "json", "sh"]);
/** docs/start.md is typed by start.test.ts. */
const snippets = allSnippets()
  .filter(({ language, page }) => CODE.has(language) && page !== "docs/start.md")
  // A file of src/providers/ imports from beside it what the package exports by its name.
  .map((snippet) => ({ ...snippet, text: snippet.text.replace('from "./provider.ts"', 'from "hookinbox"') }));
const runnable = snippets.filter(({ notRun }) => notRun === undefined);
const named = (...languages: string[]) => runnable.filter(({ language }) => languages.includes(language));

let consumer: Consumer;
let desk: Desk;
beforeAll(() => {
  consumer = createConsumer();
  for (const { text } of runnable)
    for (const [, name = ""] of text.matchAll(/process\.env\.(\w+)/g)) process.env[name] ??= SECRET;
  // After the variables: its process has those that there are now.
  desk = openDesk();
});
afterAll(() => {
  desk.end();
  consumer.remove();
});

/** A folder for each snippet; the links to the packages stand above it. */
const put = (snippet: Snippet, text = snippet.text): string =>
  consumer.write(
    join(snippet.place.replace(/\W+/g, "-"), snippet.file ?? `fragment.${snippet.language === "ts" ? "ts" : "mjs"}`),
    text,
  );

/** What a fragment may name without saying where it comes from. */
const AROUND = `import { createInbox } from "hookinbox";
const source = (provider) => ({ provider, secret: ${JSON.stringify(SECRET)} });
const inbox = createInbox({ store: "memory:", sources: { github: source("github"), stripe: source("stripe") }, log: { level: "silent" } });
const deploy = () => {};
`;

async function runFragment(snippet: Snippet): Promise<string> {
  const needsInbox = /\binbox\./.test(snippet.text) && !/const inbox\b/.test(snippet.text);
  const started = snippet.text.includes("inbox.fetch(");
  const whole = !needsInbox
    ? snippet.text
    : `${AROUND}${started ? "await inbox.start();\n" : ""}${snippet.text}\n${started ? "" : "await inbox.start();\n"}await inbox.stop();`;
  const file = put(toJs(snippet), toJs(snippet, whole).text);
  const { code, stdout, stderr } = snippet.text.includes('from "node:test"')
    ? runAlone(file)
    : await desk.load(consumer.folder, file);
  expect(code, stderr).toBe(0);
  return stdout;
}

/** What judges itself by its process's exit code. */
function runAlone(file: string): Pick<Ran, "code" | "stdout" | "stderr"> {
  const options = { encoding: "utf8", cwd: consumer.folder, timeout: PATIENCE } as const;
  const { status: code, ...said } = spawnSync(process.execPath, [file], options);
  return { code, ...said };
}

/** A test for vitest, as its reader would run it. */
function runVitest(snippet: Snippet): void {
  const vitest = join(ROOT, "node_modules/vitest/vitest.mjs");
  const root = dirname(put(snippet));
  const { status, stdout, stderr } = spawnSync(process.execPath, [vitest, "run", "--root", root], {
    encoding: "utf8",
    timeout: PATIENCE,
  });
  expect(status, stdout + stderr).toBe(0);
}

/** Node 20 runs no TypeScript by itself. */
function toJs(snippet: Snippet, text = snippet.text): Snippet {
  if (snippet.language !== "ts") return { ...snippet, text };
  const { outputText } = ts.transpileModule(text, {
    compilerOptions: { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2022 },
  });
  return { ...snippet, language: "js", file: snippet.file?.replace(/\.ts$/, ".mjs"), text: outputText };
}

/** What makes a block a program: the port, which is set to a free one. */
const LISTENS = /(\.listen\(|\bport: )\d+/;

async function runProgram(snippet: Snippet): Promise<void> {
  const port = await freePort();
  const started = start([put(snippet, snippet.text.replace(LISTENS, `$1${port}`))], consumer.folder, {
    GITHUB_WEBHOOK_SECRET: SECRET,
  });
  try {
    const body = '{"action":"opened","issue":{"title":"Hello"}}';
    const headers = {
      "content-type": "application/json",
      "x-github-event": "issues",
      "x-github-delivery": snippet.place,
      "x-hub-signature-256": `sha256=${createHmac("sha256", SECRET).update(body).digest("hex")}`,
    };
    const post = (body: string) => fetch(`http://127.0.0.1:${port}/webhooks/github`, { method: "POST", headers, body });
    expect((await patiently(started, () => post(body))).status).toBe(202);
    expect(await (await post(body)).json()).toMatchObject({ status: "duplicate" });
    expect((await post(`${body} `)).status).toBe(401);
    await expect.poll(() => started.output(), { timeout: 20_000 }).toMatch(/Hello|issues\.opened/);
  } finally {
    await started.stop();
  }
}

describe("JavaScript and TypeScript", () => {
  test.each(named("js", "ts").map((snippet) => [snippet.place, snippet] as const))("%s", async (_, snippet) => {
    const { file, text } = snippet;
    if (file?.startsWith("hookinbox.config.")) await loadConfig({ file: put(snippet) });
    else if (file?.startsWith("handlers.")) expect((await loadHandlers(put(snippet))).length).toBeGreaterThan(0);
    else if (text.includes('from "vitest"')) runVitest(snippet);
    else if (LISTENS.test(text)) await runProgram(snippet);
    else {
      const printed = (await runFragment(snippet)).trim().split("\n");
      const promised = [...text.matchAll(/^console\.log\(.*\); \/\/ ([^:\n]+)/gm)].map(([, said]) => said?.trim());
      if (promised.length > 0)
        expect(printed.map((line) => line.replace(/[[\]\s]/g, ""))).toEqual(
          promised.map((said) => said?.replace(/[[\]\s]/g, "")),
        );
    }
  });

  test("TypeScript has the types that it says", { timeout: 60_000 }, () => {
    const files = named("ts").map((snippet) => put(snippet));
    expect(files.length).toBeGreaterThan(0);
    for (const name of ["curl.mjs", "gateway"])
      cpSync(join(ROOT, "examples", name), join(consumer.folder, "examples", name), { recursive: true });
    files.push(
      ...["hookinbox.config.ts", "handlers.ts"].map((name) => join(consumer.folder, "examples/gateway", name)),
    );
    const program = ts.createProgram(files, {
      strict: true,
      allowJs: true,
      noEmit: true,
      skipLibCheck: true,
      module: ts.ModuleKind.NodeNext,
      moduleResolution: ts.ModuleResolutionKind.NodeNext,
      target: ts.ScriptTarget.ES2022,
      types: ["node"],
      typeRoots: [join(consumer.folder, "node_modules/@types")],
    });
    const found = ts.getPreEmitDiagnostics(program);
    expect(
      found.map(({ file, messageText }) => `${file?.fileName}: ${ts.flattenDiagnosticMessageText(messageText, " ")}`),
    ).toEqual([]);
  });

  test.each(named("json").map(({ place, text }) => [place, text]))("%s is JSON", (_, text) => {
    expect(() => JSON.parse(text)).not.toThrow();
  });
});

describe("shell", () => {
  const { scripts } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as {
    scripts: Record<string, string>;
  };
  const helps = new Map<string, Promise<string>>();
  const help = (command: string): Promise<string> => {
    const known =
      helps.get(command) ?? desk.hookinbox(ROOT, ...command.split(" "), "--help").then(({ stdout }) => stdout);
    helps.set(command, known);
    return known;
  };

  async function checkHookinbox(words: readonly string[]): Promise<void> {
    const [name = "--help", second] = words;
    if (name === "--help") return;
    const command = second !== undefined && (await help(name)).includes(`\n  ${second} `) ? `${name} ${second}` : name;
    expect(await help(""), `a command ${name}`).toMatch(new RegExp(`^  ${name}\\b`, "m"));
    for (const word of words.filter((word) => word.startsWith("-")))
      expect((await help(command)) + (await help(name)), `${command} ${word}`).toMatch(
        new RegExp(`(?:^|[\\s,])${word}\\b`),
      );
  }

  function checkNpm([first = "", second = ""]: readonly string[]): void {
    if (first === "run") expect(scripts).toHaveProperty([second]);
    else expect(["install", "start", "test"]).toContain(first);
  }

  async function checkNode([file = "", ...rest]: readonly string[]): Promise<void> {
    if (file === "dist/cli.js") await checkHookinbox(rest);
    else expect(existsSync(join(ROOT, file)), file).toBe(true);
  }

  /** Where a curl stands, another test sends it: readme.test.ts and served.test.ts. */
  const SENT = ["README.md", "docs/admin-api.md"];
  const checks: Record<string, (rest: readonly string[], page: string) => void | Promise<void>> = {
    hookinbox: checkHookinbox,
    npm: checkNpm,
    node: checkNode,
    npx: ([name, ...rest]) =>
      name === "hookinbox" ? checkHookinbox(rest) : expect(["vitest", "biome"]).toContain(name),
    curl: (_, page) => expect(SENT).toContain(page),
  };

  test.each(named("sh").map((snippet) => [snippet.place, snippet] as const))(
    "%s names commands that there are",
    async (_, { text, page }) => {
      for (const line of text.replace(/\\\n/g, " ").split(/\n|&&/)) {
        const [program = "", ...rest] = line
          .replace(/(?:^|\s)#.*$/, "")
          .trim()
          .split(/\s+/);
        if (program === "") continue;
        const check = program.startsWith("scripts/") ? () => checkNode([program]) : checks[program];
        expect(check, `what is ${program}?`).toBeDefined();
        await check?.(rest, page);
      }
    },
  );
});

test("what does not run says why", () => {
  const silent = snippets.filter(({ notRun }) => notRun !== undefined);
  for (const { place, notRun = "" } of silent) {
    expect(notRun.length, place).toBeGreaterThan(10);
    console.log(`not run: ${place}: ${notRun}`);
  }
  const all = allSnippets().filter(({ language }) => CODE.has(language));
  expect(silent.length).toBeLessThan(all.length / 4);
  // Each page of start.md's kind is taken by its own test.
  expect(snippetsOf("docs/start.md").filter(({ notRun }) => notRun === undefined).length).toBeGreaterThan(0);
});
