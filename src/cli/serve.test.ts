import { type ChildProcess, spawn } from "node:child_process";
import { createHmac, randomUUID } from "node:crypto";
import { existsSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { CLI, GITHUB_CONFIG, HANDLERS, hookinbox, lines, project, SECRET } from "./run.fixture.ts";

const made: (() => void)[] = [];
afterEach(() => {
  for (const undo of made.splice(0)) undo();
});

interface Running {
  readonly child: ChildProcess;
  readonly folder: string;
  readonly ingest: string;
  readonly admin: string;
  readonly ended: Promise<number | null>;
  readonly said: () => { stdout: string; stderr: string };
}

/** The real server, once it says that it is ready. */
async function serving(
  files: Record<string, string>,
  args: string[] = [],
  env: Record<string, string> = {},
): Promise<Running> {
  const { folder, remove } = project(files);
  const child = spawn(process.execPath, [CLI, "serve", "--port", "0", "--admin-port", "0", ...args], {
    cwd: folder,
    env: { ...process.env, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  made.push(remove, () => child.kill("SIGKILL"));
  let stdout = "";
  let stderr = "";
  child.stderr.setEncoding("utf8").on("data", (text) => (stderr += text));
  const ended = new Promise<number | null>((resolve) => child.once("close", resolve));
  const said = () => ({ stdout, stderr });
  const line = await new Promise<RegExpExecArray>((resolve, reject) => {
    child.stdout.setEncoding("utf8").on("data", (text) => {
      stdout += text;
      const found = /^.*ready: (\S+)\/in\/.*, admin (\S+)$/m.exec(stdout);
      if (found) resolve(found);
    });
    child.once("close", () => reject(new Error(`it ended: ${stderr}`)));
  });
  return { child, folder, ingest: line[1] ?? "", admin: line[2] ?? "", ended, said };
}

const FILES = { "hookinbox.config.mjs": GITHUB_CONFIG, "handlers.mjs": HANDLERS };

function send(ingest: string, event: string, key: string = randomUUID()): Promise<Response> {
  const body = JSON.stringify({ ref: "main" });
  const signature = `sha256=${createHmac("sha256", SECRET).update(body).digest("hex")}`;
  return fetch(`${ingest}/in/github`, {
    method: "POST",
    body,
    headers: {
      "content-type": "application/json",
      "x-github-event": event,
      "x-github-delivery": key,
      "x-hub-signature-256": signature,
    },
  });
}

async function until<T>(ask: () => Promise<T | undefined>): Promise<T> {
  for (;;) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

describe("serve", () => {
  it("receives, handles, shows and replays; ends with 0 when told to", async () => {
    const { ingest, admin, child, ended, folder, said } = await serving(FILES);
    const first = await send(ingest, "push", "k1");
    expect([first.status, await first.json()]).toEqual([
      202,
      { status: "accepted", id: expect.stringMatching(/^evt_/) },
    ]);
    expect(await (await send(ingest, "push", "k1")).json()).toMatchObject({ status: "duplicate" });

    const dead = await until(
      async () =>
        (
          lines((await hookinbox(folder, "events", "--admin-url", admin, "--state", "dead", "--json")).stdout) as {
            id: string;
          }[]
        )[0],
    );
    // Repeats are counted off the commit path, so a moment later.
    const shown = await until(async () => {
      const said = await hookinbox(folder, "events", "show", dead.id, "--admin-url", admin);
      return said.stdout.includes("repeated") ? said : undefined;
    });
    expect(shown.stderr).toBe(`from the inbox at ${admin}\n`);
    expect(shown.stdout).toContain("github/push  dead");
    expect(shown.stdout).toContain("repeated 1 times");
    expect(shown.stdout).toContain('{"ref":"main"}');
    const replayed = await hookinbox(folder, "replay", dead.id, "--admin-url", admin, "--to", "github/issues.opened");
    expect([replayed.code, replayed.stdout]).toEqual([0, expect.stringMatching(/^dlv_/)]);
    // Beside the running one, from the store itself.
    expect((await hookinbox(folder, "events", "show", dead.id, "--config", "hookinbox.config.mjs")).stderr).toContain(
      "from sqlite:",
    );
    expect((await hookinbox(folder, "events", "show", "evt_nope", "--admin-url", admin)).stderr).toContain(
      "NO_SUCH_EVENT",
    );

    await fetch(`${ingest}/in/github`, {
      method: "POST",
      body: "{}",
      headers: { "content-type": "application/json", "x-hub-signature-256": `sha256=${"0".repeat(64)}` },
    });
    const refused = await until(
      async () =>
        (lines((await hookinbox(folder, "quarantine", "--admin-url", admin, "--json")).stdout) as { id: string }[])[0],
    );
    expect((await hookinbox(folder, "quarantine", "show", refused.id, "--admin-url", admin)).stdout).toContain(
      "SIGNATURE_MISMATCH",
    );

    child.kill("SIGTERM");
    expect(await ended).toBe(0);
    expect(said().stdout.match(/ready/g)).toHaveLength(1);
  });

  it("gives a running handler its time; a second signal ends it at once", async () => {
    const slow = `import { writeFileSync } from "node:fs";
      export default { github: {
        slow: async () => { writeFileSync("begun", ""); await new Promise((r) => setTimeout(r, 300)); writeFileSync("ended", ""); },
        stuck: async () => { writeFileSync("begun", ""); await new Promise(() => {}); } } };`;
    const patient = await serving({ ...FILES, "handlers.mjs": slow });
    await send(patient.ingest, "slow");
    await until(async () => existsSync(join(patient.folder, "begun")) || undefined);
    patient.child.kill("SIGINT");
    expect(await patient.ended).toBe(0);
    expect(existsSync(join(patient.folder, "ended"))).toBe(true);

    const stuck = await serving({ ...FILES, "handlers.mjs": slow });
    await send(stuck.ingest, "stuck");
    await until(async () => existsSync(join(stuck.folder, "begun")) || undefined);
    stuck.child.kill("SIGTERM");
    await until(async () => stuck.said().stderr.includes("Again to stop at once") || undefined);
    stuck.child.kill("SIGTERM");
    expect(await stuck.ended).toBe(143);
  });

  it("receives only, with --no-work", async () => {
    const { ingest, admin, folder } = await serving(FILES, ["--no-work"]);
    expect((await send(ingest, "push")).status).toBe(202);
    const [event] = lines((await hookinbox(folder, "events", "--admin-url", admin, "--json")).stdout) as {
      state: string;
    }[];
    expect(event?.state).toBe("pending");
  });

  it("asks for the token that it was given", async () => {
    const { admin, folder } = await serving(FILES, [], { HOOKINBOX_ADMIN_TOKEN: "a-token-of-some-length" });
    const without = await hookinbox(folder, "events", "--admin-url", admin);
    expect([without.code, without.stderr]).toEqual([1, expect.stringContaining("Set HOOKINBOX_ADMIN_TOKEN")]);
    writeFileSync(join(folder, ".env"), "HOOKINBOX_ADMIN_TOKEN='a-token-of-some-length'\n");
    expect((await hookinbox(folder, "events", "--admin-url", admin)).code).toBe(0);
  });

  it("says from the start what is weak", async () => {
    const { said } = await serving({
      ...FILES,
      "hookinbox.config.mjs": `export default { sources: { open: { provider: "none" } } }`,
    });
    await until(async () => /SOURCE_WEAK.*verifies nothing/.test(said().stdout) || undefined);
  });

  it.each([
    [
      "a source that verifies nothing, beyond loopback",
      { "hookinbox.config.mjs": `export default { sources: { open: { provider: "none" } } }` },
      ["--host", "0.0.0.0"],
      2,
      "allowUnverified: true",
    ],
    [
      "a sync source that nobody works for",
      { "hookinbox.config.mjs": GITHUB_CONFIG.replace("secret:", 'mode: "sync", secret:'), "handlers.mjs": HANDLERS },
      ["--no-work"],
      2,
      "Leave out --no-work",
    ],
    [
      "an admin listener beyond loopback without a token",
      FILES,
      ["--admin-host", "0.0.0.0"],
      2,
      "HOOKINBOX_ADMIN_TOKEN",
    ],
    [
      "handlers of an unknown source",
      { ...FILES, "handlers.mjs": "export default { gihtub: { '*': () => {} } }" },
      [],
      2,
      'Did you mean "github"?',
    ],
    ["handlers that throw", { ...FILES, "handlers.mjs": "nope()" }, [], 2, "handlers.mjs:1:1: nope is not defined"],
    [
      "a blank secret",
      {
        ...FILES,
        "hookinbox.config.mjs": `export default { sources: { github: { provider: "github", secret: " " } } }`,
      },
      [],
      2,
      "sources.github.secret: expected a secret; got a blank string",
    ],
    [
      "a store in no folder",
      {
        ...FILES,
        "hookinbox.config.mjs": GITHUB_CONFIG.replace("{ sources", '{ store: "sqlite:./gone/x.db", sources'),
      },
      [],
      2,
      "STORE_",
    ],
  ])("refuses %s, binds nothing and has no stack", async (_, files, args, code, said) => {
    const { folder, remove } = project(files);
    made.push(remove);
    const ran = await hookinbox(folder, "serve", "--port", "0", "--admin-port", "0", ...args);
    expect(ran.stderr).toContain(said);
    expect(ran.code).toBe(code);
    expect(ran.stdout).not.toContain("ready");
    expect(ran.stderr).not.toMatch(/^ {4}at /m);
  });

  it("names the port that is taken", async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, "127.0.0.1", resolve));
    const { port } = other.address() as { port: number };
    made.push(() => other.close());
    const { folder, remove } = project(FILES);
    made.push(remove);
    const { code, stderr } = await hookinbox(folder, "serve", "--port", String(port), "--admin-port", "0");
    expect([code, stderr]).toEqual([
      1,
      expect.stringMatching(new RegExp(`PORT_TAKEN: .*127\\.0\\.0\\.1:${port}[\\s\\S]*--port`)),
    ]);
  });
});
