import { spawn } from "node:child_process";
import { createHmac } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Config } from "../config/config.ts";
import { createInbox } from "../inbox.ts";

export const CLI = fileURLToPath(new URL("../../dist/cli.js", import.meta.url));
export const SECRET = "0123456789abcdef only tests know it";

export interface Ran {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Without what would change what a command says. */
export function plainEnv(): NodeJS.ProcessEnv {
  const { NO_COLOR: _, FORCE_COLOR: __, HOOKINBOX_ADMIN_TOKEN: ___, ...env } = process.env;
  return env;
}

/** Runs the real command line in a process of its own. */
export function hookinbox(folder: string, ...args: string[]): Promise<Ran> {
  const child = spawn(process.execPath, [CLI, ...args], {
    cwd: folder,
    env: plainEnv(),
    stdio: ["ignore", "pipe", "pipe"],
  });
  let stdout = "";
  let stderr = "";
  child.stdout.setEncoding("utf8").on("data", (text) => (stdout += text));
  child.stderr.setEncoding("utf8").on("data", (text) => (stderr += text));
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) => resolve({ code, stdout, stderr }));
  });
}

export const lines = (text: string): unknown[] =>
  text
    .trim()
    .split("\n")
    .filter(Boolean)
    .map((line) => JSON.parse(line));

/** A folder with a config, its handlers and nothing else; `remove` it afterwards. */
export function project(files: Readonly<Record<string, string>> = {}): { folder: string; remove: () => void } {
  const folder = mkdtempSync(join(tmpdir(), "hookinbox-cli-"));
  for (const [name, text] of Object.entries({ ...files })) {
    mkdirSync(join(folder, name, ".."), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

export const GITHUB_CONFIG = `export default { sources: { github: { provider: "github", secret: ${JSON.stringify(SECRET)} } }, handlers: "./handlers.mjs", work: { retry: [] } };`;
export const HANDLERS = `export default { github: { "issues.opened": () => {}, "push": () => { throw new Error("no push today \\u001b[31m") } } };`;

/** Puts requests of GitHub into the store of a folder, and lets its handlers run until nothing is pending. */
export async function fill(
  folder: string,
  requests: readonly { event: string; body: string; wrong?: boolean }[],
): Promise<void> {
  const config: Config = {
    store: `sqlite:${join(folder, "hookinbox.db")}`,
    sources: { github: { provider: "github", secret: SECRET } },
    handlers: join(folder, "handlers.mjs"),
    work: { retry: [], poll: 20 },
    log: { level: "silent" },
  };
  const inbox = createInbox(config);
  await inbox.start();
  for (const [i, { event, body, wrong }] of requests.entries()) {
    const signature = createHmac("sha256", wrong ? "other" : SECRET)
      .update(body)
      .digest("hex");
    const headers = {
      "content-type": "application/json",
      "x-github-event": event,
      "x-github-delivery": `delivery-${i}`,
      "x-hub-signature-256": `sha256=${signature}`,
    };
    await inbox.fetch(new Request("http://localhost/in/github", { method: "POST", headers, body }));
  }
  for (let waited = 0; waited < 5000; waited += 20) {
    const { deliveries } = await inbox.archive.stats();
    if (deliveries.pending + deliveries.running === 0) break;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  await inbox.stop();
}
