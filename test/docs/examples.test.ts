import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { fromDebian } from "../debian.fixture.ts";
import { freePort } from "../free-port.fixture.ts";
import { type Consumer, createConsumer, patiently, start } from "./consumer.fixture.ts";
import { pageText, ROOT } from "./snippets.ts";

/** Each command of examples/README.md is run, and the curl that it prints is pasted. */

let consumer: Consumer;
beforeAll(() => {
  fromDebian("flask", ["python3-flask"]);
  consumer = createConsumer();
  cpSync(join(ROOT, "examples"), join(consumer.folder, "examples"), {
    recursive: true,
    filter: (path) => !/\.db(?:-wal|-shm)?$/.test(path),
  });
});
afterAll(() => consumer.remove());

const commands = [...pageText("examples/README.md").matchAll(/^node (.+)$/gm)].map(([, line = ""]) => line);

function paste(curl: string): { status: string | undefined; body: string } {
  const { stdout, stderr, status } = spawnSync("bash", ["-c", curl], { encoding: "utf8" });
  expect(status, stderr).toBe(0);
  const lines = stdout.trim().split(/\r?\n/);
  return { status: lines[0]?.split(" ")[1], body: lines.at(-1) ?? "" };
}

describe("each example", () => {
  test("has a command in the README", () => {
    const folders = readdirSync(join(ROOT, "examples"), { withFileTypes: true }).filter((entry) => entry.isDirectory());
    for (const { name } of folders) expect(commands.join("\n")).toContain(`examples/${name}/`);
    expect(commands).toHaveLength(folders.length);
  });

  test.each(commands)("node %s takes the event that it prints, handles it, and stops", async (command) => {
    const port = await freePort();
    const words = command
      .split(" ")
      .map((word) =>
        word === "dist/cli.js" ? join(ROOT, word) : word.replace(/^examples/, join(consumer.folder, "examples")),
      );
    const ports = words.includes("serve") ? ["--port", String(port), "--admin-port", "0"] : [];
    const home = join(consumer.folder, `run-${port}`);
    mkdirSync(home);
    const started = start([...words, ...ports], home, { PORT: String(port) });
    try {
      await patiently(started, () => fetch(`http://127.0.0.1:${port}/`));
      const curl = /^curl [\s\S]*?--data-binary .*$/m.exec(started.output())?.[0] ?? "";
      const first = paste(curl);
      expect(first.status, first.body).toMatch(/^20[02]$/);
      expect(first.body).toContain('"status":"accepted"');
      expect(paste(curl).body).toContain('"status":"duplicate"');
      await expect.poll(() => started.output(), { timeout: 20_000 }).toMatch(/handled/);
    } finally {
      await started.stop();
    }
    expect(started.child.signalCode, started.output()).toBeNull();
    expect(started.child.exitCode).toBe(0);
  });
});
