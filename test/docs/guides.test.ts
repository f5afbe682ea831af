import { spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { freePort } from "../free-port.fixture.ts";
import { CLI, createConsumer, patiently, start } from "./consumer.fixture.ts";
import { ROOT, snippetsOf } from "./snippets.ts";

/** docs/guides/: the config and the handlers of each page are served, and its `send` commands are typed. */

const guides = readdirSync(join(ROOT, "docs/guides")).map((name) => `docs/guides/${name}`);
const SECRET = "whsec_ZG9jcyBvbmx5LCBub3QgYSBzZWNyZXQ=";

describe.each(guides)("%s", (page) => {
  test("what it sends is accepted, and handled by what it writes", async () => {
    const snippets = snippetsOf(page);
    const consumer = createConsumer();
    const env: Record<string, string> = {};
    for (const { file, text } of snippets) {
      if (file === undefined) continue;
      consumer.write(file, text);
      for (const [, name = ""] of text.matchAll(/process\.env\.(\w+)/g)) env[name] = SECRET;
    }
    const port = await freePort();
    const started = start([CLI, "serve", "--port", String(port), "--admin-port", "0"], consumer.folder, env);
    try {
      await patiently(started, () => fetch(`http://127.0.0.1:${port}/readyz`));
      const sends = snippets
        .filter(({ language }) => language === "sh")
        .flatMap(({ text }) => text.split("\n"))
        .filter((line) => /^npx hookinbox send (?!--list)/.test(line));
      expect(sends.length).toBeGreaterThan(0);
      for (const line of sends) {
        const typed = line.replace("npx hookinbox", '"$NODE" "$CLI"');
        const { status, stdout, stderr } = spawnSync("bash", ["-c", `${typed} --port ${port}`], {
          cwd: consumer.folder,
          env: { ...process.env, ...env, NODE: process.execPath, CLI },
          encoding: "utf8",
        });
        expect(status, stdout + stderr).toBe(0);
        const [, type = ""] = /send \S+ (\S+)/.exec(line) ?? [];
        const done = `"outcome":"done","type":"${type}"`;
        await expect.poll(() => started.output(), { timeout: 20_000 }).toContain(done);
      }
    } finally {
      await started.stop();
      consumer.remove();
    }
  });
});
