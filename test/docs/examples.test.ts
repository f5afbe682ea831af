import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readdirSync } from "node:fs";
import { basename, join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { fromDebian } from "../debian.fixture.ts";
import { freePort } from "../free-port.fixture.ts";
import { type Consumer, createConsumer, patiently, start } from "./consumer.fixture.ts";
import { curlIn, paste } from "./paste.fixture.ts";
import { pageText, ROOT } from "./snippets.ts";

/**
 * Each command of examples/README.md is run, and the curl that it prints is pasted. The folders that bring their own packages
 * are too heavy for it: scripts/frameworks/examples.test.ts judges them.
 */

const folders = readdirSync(join(ROOT, "examples"), { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);
const bringsPackages = (name: string): boolean => existsSync(join(ROOT, "examples", name, "package.json"));

let consumer: Consumer;
beforeAll(() => {
  fromDebian("flask", ["python3-flask"]);
  consumer = createConsumer();
  cpSync(join(ROOT, "examples"), join(consumer.folder, "examples"), {
    recursive: true,
    filter: (path) => !/\.db(?:-wal|-shm)?$/.test(path) && !bringsPackages(basename(path)),
  });
});
afterAll(() => consumer.remove());

const readme = pageText("examples/README.md");
const commands = [...readme.matchAll(/^node (.+)$/gm)].map(([, line = ""]) => line);

describe("each example", () => {
  test.each(folders)("%s stands in the README's table", (name) => {
    expect(readme).toContain(`\n| [${name}](${name}/`);
  });

  test("has a command in the README", () => {
    const ours = folders.filter((name) => !bringsPackages(name));
    for (const name of ours) expect(commands.join("\n")).toContain(`examples/${name}/`);
    expect(commands).toHaveLength(ours.length);
    for (const name of folders.filter(bringsPackages))
      expect(readme).toContain(`\nnpm install --prefix examples/${name} && npm start --prefix examples/${name}\n`);
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
      const curl = curlIn(started.output());
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

test("a build of Next, which loads the routes, opens no inbox", () => {
  const home = join(consumer.folder, "next-build");
  mkdirSync(home);
  const route = join(consumer.folder, "examples/next/app/webhooks/[source]/route.mjs");
  const env = { ...process.env, NEXT_PHASE: "phase-production-build" };
  const { status, stderr } = spawnSync(process.execPath, [route], {
    cwd: home,
    env,
    encoding: "utf8",
    timeout: 10_000,
  });
  expect(status, stderr).toBe(0);
  expect(readdirSync(home)).toEqual([]);
});
