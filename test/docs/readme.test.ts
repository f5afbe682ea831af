import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { CLI } from "./consumer.fixture.ts";
import { type Demo, startDemo } from "./demo.fixture.ts";
import { ROOT, snippetsOf } from "./snippets.ts";

/** The README's first minute, as it stands there: the demo is served, its curl is pasted twice. */

let demo: Demo;
beforeAll(async () => {
  demo = await startDemo();
});
afterAll(() => demo.stop());

const snippets = snippetsOf("README.md");
const curl = snippets.find(({ language, text }) => language === "sh" && text.startsWith("curl "));
const answers = snippets.filter(({ text }) => text.startsWith("HTTP/1.1"));

function paste(command: string): string {
  const { stdout, stderr, status } = spawnSync("bash", ["-c", demo.here(command)], {
    encoding: "utf8",
  });
  expect(status, stderr).toBe(0);
  return stdout;
}

const statusLine = (text: string) => text.split(/\r?\n/, 1)[0];
const body = (text: string) => JSON.parse(text.trim().split("\n").at(-1) ?? "") as { status: string; id: string };

test("the curl is answered as the README shows, twice", () => {
  expect(answers).toHaveLength(2);
  const [first, second] = [paste(curl?.text ?? ""), paste(curl?.text ?? "")];
  for (const [i, answer] of [first, second].entries()) {
    const shown = answers[i]?.text ?? "";
    expect(statusLine(answer)).toBe(statusLine(shown));
    expect(body(answer).status).toBe(body(shown).status);
  }
  expect(body(first).status).toBe("accepted");
  expect(body(second)).toEqual({ status: "duplicate", id: body(first).id });
});

test("one character of the body changed is refused, as the README says", () => {
  expect(statusLine(paste((curl?.text ?? "").replace("Hello", "Hallo")))).toContain(" 401 ");
});

test("the event can be seen by the command that the README names", async () => {
  const command = snippets.find(({ text }) => text.includes("dist/cli.js events"))?.text ?? "";
  const args = command.trim().split(/\s+/).slice(2);
  const { stdout } = spawnSync(process.execPath, [CLI, ...args], { cwd: demo.consumer.folder, encoding: "utf8" });
  expect(stdout).toMatch(/issues\.opened +done/);
});

test("`npm start` serves that demo", () => {
  const { scripts } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as {
    scripts: Record<string, string>;
  };
  expect(scripts.start).toContain("serve --config demo/hookinbox.config.mjs");
  expect(Object.keys(scripts)).toContain("test");
});
