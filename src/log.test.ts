import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Writable } from "node:stream";
import { afterAll, describe, expect, test } from "vitest";
import { createLogger } from "./log.ts";

const folder = mkdtempSync(join(tmpdir(), "hookinbox-log-"));
afterAll(() => rmSync(folder, { recursive: true }));

const built = new URL("../dist/log.js", import.meta.url).href;
const run = (code: string, env: Record<string, string> = {}) =>
  spawnSync(
    process.execPath,
    ["--input-type=module", "-e", `import { createLogger } from ${JSON.stringify(built)};${code}`],
    {
      encoding: "utf8",
      env: { ...process.env, ...env },
    },
  );

describe("lines for machines", () => {
  test("what was logged last is written when the process exits", () => {
    const { stdout } = run(`createLogger({ level: "info" }).info({ a: 1 }, "last words"); process.exit(0)`);
    expect(JSON.parse(stdout)).toMatchObject({
      level: "info",
      a: 1,
      msg: "last words",
      pid: expect.any(Number),
      time: expect.any(Number),
    });
  });

  test("HOOKINBOX_LOG_FILE takes them instead, appended, and not for every user to read", () => {
    const file = join(folder, "own.log");
    for (const word of ["one", "two"]) {
      const { stdout } = run(`createLogger({ level: "info" }).info("${word}")`, { HOOKINBOX_LOG_FILE: file });
      expect(stdout).toBe("");
    }
    const lines = readFileSync(file, "utf8").trim().split("\n");
    expect(lines.map((line) => (JSON.parse(line) as { msg: string }).msg)).toEqual(["one", "two"]);
    expect(statSync(file).mode & 0o007).toBe(0);
  });

  test("a file that cannot be opened is said at once, with its name", () => {
    const file = join(folder, "no", "such", "folder.log");
    expect(() => createLogger({ level: "info" }, { file })).toThrowError(
      expect.objectContaining({ code: "LOG_FILE_FAILED", message: expect.stringContaining(file) }),
    );
  });

  test("a disk that is full costs lines, not the process", () => {
    const code = `const log = createLogger({ level: "info" }, { file: "/dev/full" });
      for (let i = 0; i < 2000; i++) log.info("x".repeat(100));
      setTimeout(() => { console.log("still here"); process.exitCode = 7 }, 100)`;
    const { stdout, stderr, status } = run(code);
    expect([stdout.trim(), stderr, status]).toEqual(["still here", "", 7]);
  });

  test("a reader that goes away costs lines, not the process", () => {
    const code = `import { createLogger } from ${JSON.stringify(built)}; const log = createLogger({ level: "info" });
      for (let i = 0; i < 2000; i++) log.info("x".repeat(100));
      setTimeout(() => console.error("still here"), 100)`;
    const shell = `node --input-type=module -e '${code}' 2>&1 >/dev/null | cat; node --input-type=module -e '${code}' | head -c 10 >/dev/null`;
    expect(
      execFileSync("sh", ["-c", shell], { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"], timeout: 10_000 }),
    ).toContain("still here");
  });

  test("below its level nothing is written", () => {
    expect(run(`createLogger({ level: "error" }).warn("quiet")`).stdout).toBe("");
    expect(run(`createLogger({ level: "silent" }).error("quiet")`).stdout).toBe("");
  });
});

test("lines for people cannot be forged, nor steer the terminal", () => {
  let text = "";
  const stream = new Writable({
    write(data: Buffer, _encoding, done) {
      text += data.toString();
      done();
    },
  });
  const evil = "a\n[12:00:00] INFO: forged\r\u001b[2J\u001b]0;title\u0007\u009b31m\u202e";
  const log = createLogger({ level: "info" }, { pretty: true, stream });
  log.info({ type: evil, error: evil, [evil]: 1, nested: { evil } }, evil);
  expect(text.trim().split("\n").length).toBe(1);
  expect(text).not.toContain("\u001b[2J");
  expect(text).not.toContain("\u001b]0");
  for (const character of ["\r", "\u0007", "\u009b", "\u202e"]) expect(text).not.toContain(character);
  expect(text).toContain("forged");
});
