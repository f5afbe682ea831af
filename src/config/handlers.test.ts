import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import ts from "typescript";
import { afterAll, describe, expect, it } from "vitest";
import type { Registration } from "../routes.ts";
import { loadHandlers, registrationsOf } from "./handlers.ts";

const folder = mkdtempSync(join(tmpdir(), "hookinbox-handlers-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const ON = new URL("../../dist/on.js", import.meta.url);
let files = 0;
/** A module of its own for each call: the runtime keeps what it has loaded. */
function write(text: string, kind = "mjs"): string {
  const file = join(folder, `handlers-${files++}.${kind}`);
  writeFileSync(
    file,
    text.replace(/from "hookinbox"/, `from ${JSON.stringify(kind === "ts" ? ON.pathname : ON.href)}`),
  );
  return file;
}
const fixture = (name: string): string => readFileSync(new URL(`fixtures/${name}`, import.meta.url), "utf8");
const places = (found: readonly Registration[]): string[] =>
  found.map(
    ({ source, pattern, spelled, name }) =>
      `${source}/${pattern}${spelled ? " spelled" : ""}${name ? ` as ${name}` : ""}`,
  );
const run = (one: Registration | undefined, ...args: unknown[]): unknown =>
  Reflect.apply(one?.fn ?? expect.unreachable("no handler"), undefined, args);
const messageOf = async (loading: Promise<unknown>): Promise<{ code: string; message: string }> =>
  loading.then(
    () => expect.unreachable("it was taken"),
    ({ code, message }) => ({ code, message }),
  );

describe("a map as default export", () => {
  it("gives one registration for each function", async () => {
    const file = write(`export default {
      github: { "issues.opened": () => "opened", "pull_request.*": [() => 1, { name: "audit", handler: () => 2 }], "*": { handler: () => 3, retry: ["1s", 200], timeout: "1m", concurrency: 2 } },
      "*": { "a_b": () => 4 },
    }`);
    const found = await loadHandlers(file);
    expect(places(found)).toEqual([
      "github/issues.opened",
      "github/pull_request.*",
      "github/pull_request.* as audit",
      "github/*",
      "*/a_b",
    ]);
    expect(run(found[0])).toBe("opened");
    expect(found[3]?.options).toEqual({ retry: ["1s", 200], timeout: "1m", concurrency: 2 });
  });

  it("is read from CommonJS and from TypeScript as well", async () => {
    expect(places(await loadHandlers(write(`module.exports = { github: { push: () => {} } }`, "cjs")))).toEqual([
      "github/push",
    ]);
    expect(
      places(
        await loadHandlers(write(`const f = (e: unknown): void => {}; export default { github: { push: f } };`, "ts")),
      ),
    ).toEqual(["github/push"]);
    expect(
      places(
        await loadHandlers(
          write(
            `Object.defineProperty(exports, "__esModule", { value: true }); exports.default = { github: { push: () => {} } };`,
            "cjs",
          ),
        ),
      ),
    ).toEqual(["github/push"]);
  });

  it("names every place that is wrong", async () => {
    const file = write(`export default {
      github: { "a*b": () => {}, "": () => {}, " x": () => {}, n: 12, o: { handler: 1, retries: [1] }, r: { handler() {}, retry: "10s", timeout: "0s", concurrency: 0, name: "" }, s: { handler() {}, retry: ["10"] } },
      gitlab: () => {},
    }`);
    const { code, message } = await messageOf(loadHandlers(file));
    expect(code).toBe("HANDLERS_INVALID");
    for (const text of [
      'default.github["a*b"]: the pattern "a*b" has a * before its end',
      'default.github[""]: expected a type, got an empty pattern',
      "begins or ends with white space",
      "default.github.n: expected a function, { handler, …options } or an array of these, got the number 12",
      'default.github.o.retries: there is no such option. Did you mean "retry"?',
      "default.github.o.handler: expected a function, got the number 1",
      'default.github.r.retry: expected a list of delays such as ["10s", "5m"], got "10s"',
      "default.github.r.timeout: expected more than nothing",
      "default.github.r.concurrency: expected a whole number from 1 up, or { here, total }, got the number 0",
      "default.github.r.name: expected a name",
      "default.github.s.retry[0]: expected a duration",
      'Write "10s" for seconds.',
      "default.gitlab: expected a map of types to handlers, got a function",
    ])
      expect(message).toContain(text);
  });

  it("refuses a source that the config does not have, with the nearest that it has", async () => {
    const { message } = await messageOf(
      loadHandlers(write(`export default { gihtub: { "*": () => {} } }`), { sources: ["github", "stripe"] }),
    );
    expect(message).toContain('gihtub: the config has no source of this name. Did you mean "github"?');
    expect(message).toContain("Sources in the config: github, stripe.");
  });
});

describe("functions named like types", () => {
  it("serve every source; an exported object serves the source of its name", async () => {
    const file = write(`
      export function issues_opened() {}
      export const payment_success = async () => {};
      export const github = { pull_request_opened() {}, "issues.*": () => {} };
      export const VERSION = "1"; export const table = { a: 1 }; export class Model {}
    `);
    expect(places(await loadHandlers(file)).sort()).toEqual([
      "*/issues_opened spelled",
      "*/payment_success spelled",
      "github/issues.*",
      "github/pull_request_opened spelled",
    ]);
  });

  it("are read once where CommonJS gives them twice", async () => {
    const file = write(
      `exports.issues_opened = () => {}; exports.github = { push: () => {} }; exports.limit = 3;`,
      "cjs",
    );
    expect(places(await loadHandlers(file)).sort()).toEqual(["*/issues_opened spelled", "github/push"]);
  });
});

describe("classes with @on methods", () => {
  const source = fixture("decorated.source.txt");
  const compile = (experimentalDecorators: boolean): string =>
    ts.transpileModule(source, {
      compilerOptions: { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext, experimentalDecorators },
    }).outputText;

  it.each([
    ["tsc", () => write(compile(false))],
    ["tsc with experimentalDecorators", () => write(compile(true))],
    ["esbuild", () => write(fixture("decorated.esbuild.mjs"))],
    ["jiti", () => write(source, "ts")],
  ])("work as %s compiles them", async (_, make) => {
    const found = await loadHandlers(make());
    expect(places(found)).toEqual(["*/ping as static-ping", "stripe/invoice.paid", "*/*"]);
    expect(run(found[0])).toBe("pong");
    expect(found[0]?.options).toEqual({ timeout: "5s" });
    await run(found[1], { id: "evt_1" });
    expect(run(found[2], { id: "evt_2" })).toBe("all evt_2 after 1");
  });

  const compiled = (text: string): string =>
    write(
      ts.transpileModule(`import { on } from "hookinbox";\n${text}`, {
        compilerOptions: { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext },
      }).outputText,
    );

  it("may be exported as an instance, with a constructor of its own", async () => {
    const [one] = await loadHandlers(
      compiled(
        `class A { constructor(private readonly word: string) {} @on("x") m() { return this.word } }\nexport default new A("hi");`,
      ),
    );
    expect(run(one)).toBe("hi");
  });

  it("are the default export, or several named ones; a class without @on is never made", async () => {
    const found = await loadHandlers(
      compiled(
        `export default class A { @on("x") m() {} }\nexport class B { @on("y") m() {} }\nexport class C { constructor() { throw new Error("made") } }`,
      ),
    );
    expect(places(found).sort()).toEqual(["*/x", "*/y"]);
  });

  it("call what an outer decorator or a subclass put in the method's place", async () => {
    const text = `const twice = (f: any) => function (this: any) { return f.call(this) + f.call(this) };
      class Base { @on("x") m() { return 1 } @on("y") @twice y() { return 2 } @twice @on("z") z() { return 3 } }
      export default class Sub extends Base { @on("x") override m() { return super.m() + 10 } }`;
    const found = await loadHandlers(compiled(text));
    expect(found.map((one) => [one.pattern, run(one)]).sort()).toEqual([
      ["x", 11],
      ["y", 4],
      ["z", 6],
    ]);
  });

  it("say what is wrong", async () => {
    expect((await messageOf(loadHandlers(compiled(`export default class A { m() {} }`)))).message).toContain(
      "class A has no @on method",
    );
    expect(
      (
        await messageOf(
          loadHandlers(compiled(`export default class A { constructor(o: { a: 1 }) { o.a } @on("x") m() {} }`)),
        )
      ).message,
    ).toContain("Export an instance of it instead");
    expect(
      (await messageOf(loadHandlers(compiled(`export default class A { @on("a*b", { timout: 1 } as never) m() {} }`))))
        .message,
    ).toMatch(/A\.m\.timout: .*"timeout"[\s\S]*A\.m: the pattern "a\*b"/);
    expect((await messageOf(loadHandlers(compiled(`export class A { @on("x") #m() {} }`)))).message).toContain(
      "not a public method",
    );
  });
});

describe("two handlers on one pattern of a source", () => {
  it.each([
    ["in an array", `export default { github: { push: [() => {}, () => {}] } }`],
    [
      "by name and in the map",
      `export default { github: { issues_opened: () => {} } };\nexport const issues_opened = () => {};`,
    ],
  ])("%s need names", async (_, text) => {
    const { code, message } = await messageOf(loadHandlers(write(text)));
    expect(code).toBe("HANDLER_NEEDS_NAME");
    expect(message).toContain("two handlers stand on this pattern");
  });

  it("with one name between them are refused, with two they are taken", () => {
    const fn = (): void => {};
    const both = (a: string, b: string): unknown => ({
      github: {
        push: [
          { name: a, handler: fn },
          { name: b, handler: fn },
        ],
      },
    });
    expect(() => registrationsOf({ default: both("a", "a") }, "h.mjs")).toThrow('the name "a" is taken');
    expect(registrationsOf({ default: both("a", "b") }, "h.mjs")).toHaveLength(2);
  });

  it("of two sources need none", () => {
    expect(
      registrationsOf({ default: { github: { push: () => {} }, gitlab: { push: () => {} } } }, "h.mjs"),
    ).toHaveLength(2);
  });
});

describe("a module that cannot be used", () => {
  it.each([
    [
      "without handlers",
      `export const a = 1;`,
      "HANDLERS_INVALID",
      /it exports no handler\.\n.*export default \{ github/,
    ],
    ["with one function as default", `export default () => {};`, "HANDLERS_INVALID", /neither source nor type/],
    [
      "with a number as default",
      `export default 7;`,
      "HANDLERS_INVALID",
      /default: expected a map of sources to handlers, got the number 7/,
    ],
    [
      "that throws",
      `\nconst a = undefined;\na.b;`,
      "HANDLERS_FAILED",
      /handlers-\d+\.mjs:3:3: Cannot read properties of undefined/,
    ],
    ["that throws a string", `throw "no";`, "HANDLERS_FAILED", /it threw "no", which is not an Error/],
    [
      "with a syntax error",
      `export const a = 1;\nexport const b = ;`,
      "HANDLERS_FAILED",
      /handlers-\d+\.mjs:2:18: Unexpected token/,
    ],
    [
      "that lacks a package",
      `import "not-there-at-all";`,
      "HANDLERS_FAILED",
      /Cannot find package 'not-there-at-all'[\s\S]*npm install not-there-at-all/,
    ],
    ["that lacks a file", `import "./gone";`, "HANDLERS_FAILED", /it needs the file's ending/],
  ])("%s", async (_, text, code, said) => {
    const failure = await messageOf(loadHandlers(write(text)));
    expect(failure.code).toBe(code);
    expect(failure.message).toMatch(said);
  });

  it("with a syntax error in what it imports", async () => {
    writeFileSync(join(folder, "near.mjs"), 'export { b } from "./far.mjs";\n');
    writeFileSync(join(folder, "far.mjs"), "export const a = 1;\nexport const b = = 2;\n");
    const { message } = await messageOf(loadHandlers(write('import { b } from "./near.mjs";\nexport default b;')));
    expect(message).toMatch(/ far\.mjs:2:18: Unexpected token '='/);
  });

  it("in TypeScript", async () => {
    const { message } = await messageOf(loadHandlers(write("export const a: number = ;", "ts")));
    expect(message).toMatch(/handlers-\d+\.ts:1:\d+: Unexpected token/);
  });

  it("that is not there", async () => {
    const { code, message } = await messageOf(loadHandlers(join(folder, "none.mjs")));
    expect([code, message]).toEqual(["HANDLERS_FAILED", expect.stringContaining("none.mjs: no such file.")]);
  });
});
