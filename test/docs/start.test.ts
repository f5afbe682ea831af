import { type ChildProcess, spawn } from "node:child_process";
import { chmodSync } from "node:fs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { freePort } from "../free-port.fixture.ts";
import { CLI, type Consumer, createConsumer, patiently, type Started, start } from "./consumer.fixture.ts";
import { snippetsOf } from "./snippets.ts";

/** docs/start.md is typed here from top to bottom: files are written, commands run, and their output is what the page shows. */

let consumer: Consumer;
let shell: ChildProcess;
let server: Started | undefined;
let port: number;
let adminPort: number;

beforeAll(async () => {
  consumer = createConsumer();
  [port, adminPort] = [await freePort(), await freePort()];
  // `npx hookinbox …` is the command line of this checkout, at ports that are free here.
  const npx = consumer.write(
    "bin/npx",
    `#!/bin/sh
shift
export npm_command=exec
case "$1" in events|replay|quarantine) set -- "$@" --admin-url http://127.0.0.1:${adminPort};; esac
exec "${process.execPath}" "${CLI}" "$@"
`,
  );
  chmodSync(npx, 0o755);
  const { HOOKINBOX_ADMIN_TOKEN: _, NODE_OPTIONS: __, ...env } = process.env;
  shell = spawn("bash", [], {
    cwd: consumer.folder,
    env: { ...env, PATH: `${consumer.folder}/bin:${process.env.PATH}` },
    stdio: ["pipe", "pipe", "inherit"],
  });
});
afterAll(async () => {
  shell.kill();
  await server?.stop();
  consumer.remove();
});

/** Runs a command in the one shell, so that functions and variables stay. */
function type(command: string): Promise<string> {
  const mark = `-- end of ${Math.random()}`;
  return new Promise((resolve) => {
    let text = "";
    const hear = (part: Buffer) => {
      text += part.toString("utf8");
      const end = text.indexOf(mark);
      if (end < 0) return;
      shell.stdout?.off("data", hear);
      resolve(text.slice(0, end));
    };
    shell.stdout?.on("data", hear);
    shell.stdin?.write(`{\n${here(command)}\n} 2>&1 </dev/null\necho '${mark}'\n`);
  });
}

const here = (text: string): string => text.replaceAll("8420", String(port)).replaceAll("8421", String(adminPort));

/** Ids, times, secrets and versions differ each time; a line `…` of the page stands for any lines. */
function blurred(text: string): string {
  return text
    .trimEnd()
    .replaceAll(String(adminPort), "8421")
    .replaceAll(String(port), "8420")
    .replace(/(evt|dlv|qrt)_[0-9a-f-]{36}/g, "$1_*")
    .replace(/\d{4}-\d\d-\d\d \d\d:\d\d:\d\dZ/g, "<time>")
    .replace(/in \d+m?s/g, "in <time>");
}

function toPattern(expected: string): RegExp {
  const lines = blurred(expected)
    .split("\n")
    .map((line) => (line === "…" ? "(?:.*\\n)*?.*" : line.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")));
  return new RegExp(`^${lines.join("\n")}$`);
}

async function serve(): Promise<void> {
  await server?.stop();
  const started = start([CLI, "serve", "--port", String(port), "--admin-port", String(adminPort)], consumer.folder);
  server = started;
  await patiently(started, () => fetch(`http://127.0.0.1:${port}/readyz`));
}

async function shows(command: string, expected: string): Promise<void> {
  const looks = /hookinbox (?:events|quarantine)/.test(command);
  // A handler may be at work still, and quarantine is written every 100 ms: commands that only look may look again.
  const until = Date.now() + (looks ? 10_000 : 0);
  for (;;) {
    const shown = blurred(await type(command));
    if (toPattern(expected).test(shown)) return;
    if (Date.now() >= until) return expect(shown, command).toBe(blurred(expected));
  }
}

test("docs/start.md, typed from top to bottom", { timeout: 60_000 }, async () => {
  const steps = snippetsOf("docs/start.md").filter(({ notRun }) => notRun === undefined);
  expect(steps.length).toBeGreaterThan(8);
  for (const { language, text, file } of steps) {
    if (file !== undefined) consumer.write(file, text);
    else if (language === "sh") await type(text);
    else {
      for (const step of text.split(/^\$ /m).slice(1)) {
        const [command = "", ...output] = step.split("\n");
        if (command.endsWith("hookinbox serve")) await serve();
        else await shows(command, output.join("\n"));
      }
    }
  }
});
