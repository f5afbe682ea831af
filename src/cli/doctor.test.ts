import { writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { checkClock, checkRuntime } from "./doctor-machine.ts";
import { startHookinbox } from "./process.fixture.ts";
import { GITHUB_CONFIG, HANDLERS, hookinbox, lines, project } from "./run.fixture.ts";

const made: (() => void)[] = [];
afterEach(() => {
  for (const remove of made.splice(0)) remove();
});

interface Found {
  level: string;
  about: string;
  message: string;
  fix?: string;
}
async function examine(
  files: Record<string, string>,
  ...args: string[]
): Promise<{ code: number | null; at: (about: string) => Found[]; text: string }> {
  const { folder, remove } = project(files);
  made.push(remove);
  const { code, stdout } = await hookinbox(folder, "doctor", "--json", "--port", "0", "--admin-port", "0", ...args);
  const found = lines(stdout) as Found[];
  return { code, at: (about) => found.filter((one) => one.about === about), text: stdout };
}
const config = (sources: string, rest = ""): string =>
  `export default { sources: { ${sources} }, handlers: "./handlers.mjs"${rest} }`;

describe("doctor", () => {
  it("finds nothing wrong where nothing is", async () => {
    const { code, text } = await examine({ "hookinbox.config.mjs": GITHUB_CONFIG, "handlers.mjs": HANDLERS });
    expect(text).not.toContain('"wrong"');
    expect(code).toBe(0);
  });

  it.each([
    ["no config", {}, "config", "wrong", "There is no hookinbox.config."],
    [
      "a wrong config",
      { "hookinbox.config.mjs": config(`a: { provider: "githb", secret: "x" }`) },
      "config",
      "wrong",
      'Did you mean \\"github\\"',
    ],
    [
      "a listen token alone",
      { "hookinbox.config.mjs": GITHUB_CONFIG, ".env": "HOOKINBOX_LISTEN_TOKEN=a-token-of-some-length" },
      "config",
      "wrong",
      "Set HOOKINBOX_ADMIN_TOKEN as well",
    ],
    [
      "a placeholder",
      {
        "hookinbox.config.mjs": config(`a: { provider: "github", secret: "your-secret-here" }`),
        "handlers.mjs": HANDLERS,
      },
      "sources.a.secret",
      "wrong",
      "looks like a placeholder",
    ],
    [
      "a short secret",
      { "hookinbox.config.mjs": config(`a: { provider: "github", secret: "hunter2" }`) },
      "sources.a.secret",
      "warn",
      "7 characters",
    ],
    ["no key", { "hookinbox.config.mjs": config(`a: { provider: "none" }`) }, "sources.a.key", "warn", "no id"],
    [
      "what the interpreter finds weak",
      { "hookinbox.config.mjs": config(`a: { provider: "none" }`) },
      "sources.a",
      "warn",
      "verifies nothing",
    ],
    [
      "no handlers module",
      { "hookinbox.config.mjs": config(`github: { provider: "github", secret: "0123456789abcdef" }`) },
      "handlers",
      "wrong",
      "no such file",
    ],
    [
      "handlers that throw",
      { "hookinbox.config.mjs": GITHUB_CONFIG, "handlers.mjs": "\nnope()" },
      "handlers",
      "wrong",
      "handlers.mjs:2:1: nope is not defined",
    ],
    [
      "a source without handlers",
      {
        "hookinbox.config.mjs": config(
          `github: { provider: "github", secret: "0123456789abcdef" }, b: { provider: "github", secret: "0123456789abcdef" }`,
        ),
        "handlers.mjs": HANDLERS,
      },
      "handlers",
      "warn",
      "none for b",
    ],
    [
      "a store in memory",
      { "hookinbox.config.mjs": config(`a: { provider: "none" }`, `, store: "memory:"`) },
      "store",
      "warn",
      "lost when the process ends",
    ],
    [
      "a store in no folder",
      { "hookinbox.config.mjs": config(`a: { provider: "none" }`, `, store: "sqlite:./gone/x.db"`) },
      "store",
      "wrong",
      "does not exist",
    ],
    [
      "a store that is none",
      {
        "hookinbox.config.mjs": GITHUB_CONFIG,
        "hookinbox.db": "this is no database, only a text that is long enough to be read as a header".repeat(20),
      },
      "store",
      "wrong",
      "hookinbox.db: ",
    ],
  ])("names %s", async (_, files, about, level, said) => {
    const { code, at } = await examine(files);
    const finding = at(about).find((one) => one.level === level);
    expect(JSON.stringify(finding?.message)).toContain(said);
    expect(finding?.fix).toBeTruthy();
    expect(code).toBe(level === "wrong" ? 1 : code);
  });

  it("never shows a secret", async () => {
    const { text } = await examine({
      "hookinbox.config.mjs": config(`a: { provider: "github", secret: ["hunter2", "changeme-hunter3"] }`),
    });
    expect(text).not.toMatch(/hunter/);
  });

  it("says what a store in use says of itself", async () => {
    const { folder, remove } = project({ "hookinbox.config.mjs": GITHUB_CONFIG, "handlers.mjs": HANDLERS });
    made.push(remove);
    await hookinbox(folder, "migrate");
    const { stdout, code } = await hookinbox(folder, "doctor", "--port", "0", "--admin-port", "0");
    expect(stdout).toMatch(/store: .*hookinbox\.db can be written; SQLite 3\.\d+\.\d+, WAL, synchronous=FULL/);
    expect(stdout).toMatch(/disk: .* free at /);
    expect(code).toBe(0);
  });

  it("names a port that another program holds", async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, "127.0.0.1", resolve));
    const { port } = other.address() as { port: number };
    const { code, at } = await examine(
      { "hookinbox.config.mjs": GITHUB_CONFIG, "handlers.mjs": HANDLERS },
      "--port",
      String(port),
    );
    other.close();
    expect(code).toBe(1);
    expect(at("port")[0]).toMatchObject({ level: "wrong", message: `127.0.0.1:${port} is held by another program.` });
  });

  it("tells the hookinbox of this project from one of another", async () => {
    const files = { "hookinbox.config.mjs": GITHUB_CONFIG, "handlers.mjs": HANDLERS };
    const { folder, remove } = project(files);
    made.push(remove);
    const running = startHookinbox(folder, ["serve", "--port", "0", "--admin-port", "0"]);
    try {
      const [, admin = ""] = await running.saying(/admin\D+127\.0\.0\.1:(\d+)/);
      const own = await hookinbox(folder, "doctor", "--port", "0", "--admin-port", admin);
      expect(own.stdout).toContain(`127.0.0.1:${admin} is held by the hookinbox that runs`);
      const { code, at } = await examine(files, "--admin-port", admin);
      expect(code).toBe(1);
      const message = `127.0.0.1:${admin} is held by another hookinbox, on sqlite:${join(folder, "hookinbox.db")}.`;
      expect(at("admin port")[0]).toMatchObject({ level: "wrong", message });
    } finally {
      running.kill();
      await running.ended;
    }
  });

  it("wants a token where the admin address can be reached from outside, and no source that verifies nothing", async () => {
    const { at } = await examine(
      { "hookinbox.config.mjs": GITHUB_CONFIG, "handlers.mjs": HANDLERS },
      "--admin-host",
      "0.0.0.0",
    );
    expect(at("admin")[0]).toMatchObject({ level: "wrong", fix: expect.stringContaining("HOOKINBOX_ADMIN_TOKEN") });
    const open = await examine(
      {
        "hookinbox.config.mjs": config(`a: { provider: "none" }`),
        "handlers.mjs": "export default { a: { '*': () => {} } }",
      },
      "--host",
      "0.0.0.0",
    );
    expect(open.at("host")[0]).toMatchObject({
      level: "wrong",
      message: expect.stringContaining("verifies nothing, and 0.0.0.0 can be reached"),
    });
  });
});

describe("the machine", () => {
  it.each([
    ["20.19.0", "ok"],
    ["22.1.0", "ok"],
    ["20.18.3", "wrong"],
    ["18.20.0", "wrong"],
  ])("node %s: %s", (version, level) => {
    expect(checkRuntime(version).level).toBe(level);
  });

  it("a clock before this program, or behind its store, is named", async () => {
    expect((await checkClock("memory:", Date.UTC(2001, 0)))[0]?.level).toBe("wrong");
    const { folder, remove } = project();
    made.push(remove);
    writeFileSync(join(folder, "x.db"), "");
    expect((await checkClock(`sqlite:${join(folder, "x.db")}`, Date.now() - 3_600_000))[0]).toMatchObject({
      level: "warn",
      message: expect.stringContaining("the clock went back"),
    });
    expect((await checkClock(`sqlite:${join(folder, "x.db")}`))[0]?.level).toBe("ok");
  });
});
