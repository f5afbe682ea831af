import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { toCommandDestination } from "../../src/destinations/command/command.ts";
import { isDeliveryFailure } from "../../src/destinations/failure.ts";
import type { CommandTarget } from "../../src/destinations/settings.ts";
import type { Lease } from "../../src/stores/store.ts";
import { waitFor } from "../../src/testing/wait-for.ts";

const folder = mkdtempSync(join(tmpdir(), "hookinbox-command-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const lease = (given: Partial<Lease["event"]> = {}): Lease => ({
  delivery: "dlv_1",
  token: 1,
  destination: "script",
  attempt: 2,
  crashes: 0,
  event: {
    id: "evt_1",
    source: "github",
    key: "k",
    type: "push",
    headers: ["Content-Type", "application/json"],
    body: Buffer.from("{}"),
    size: 2,
    receivedAt: 1_700_000_000_000,
    ...given,
  },
});

interface Ran {
  readonly said: string;
  readonly detail?: string;
  readonly final?: boolean;
}

/** Runs a JavaScript program; what the delivery came to. */
async function run(program: string, given: Partial<CommandTarget> = {}, of = lease(), stop = new AbortController()) {
  const command = [process.execPath, "-e", program] as const;
  const target: CommandTarget = { kind: "command", command, env: {}, cwd: folder, maxOutput: 10_000_000, ...given };
  const about = { name: "script", concurrency: 1, timeout: 10_000, retry: [] };
  return toCommandDestination(target, about)
    .deliver(of, stop, undefined as never)
    .then(
      (said): Ran => ({ said: String(said) }),
      (error: Error): Ran => (isDeliveryFailure(error) ? { ...error, said: error.message } : { said: String(error) }),
    );
}

const alive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    // A zombie is dead: its parent has not looked yet.
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, "utf8"));
  } catch {
    return false;
  }
};

describe("a command", () => {
  test("gets the body on its input, and the event's facts and nothing else of ours in its environment", async () => {
    process.env.A_SECRET_OF_THE_INBOX = "hidden";
    const body = Buffer.from(Array.from({ length: 300_000 }, (_, i) => i % 256));
    const out = join(folder, "got");
    const program = `const fs = require("fs"); fs.writeFileSync(process.env.OUT, fs.readFileSync(0));
      fs.writeFileSync(process.env.OUT + ".env", JSON.stringify(process.env))`;
    const { said } = await run(program, { env: { OUT: out } }, lease({ body, key: "a\0b; $(touch x) `y`", type: "é" }));
    expect(said).toMatch(/^node ended with 0 in \d+ ms$/);
    expect(readFileSync(out).equals(body)).toBe(true);
    const env = JSON.parse(readFileSync(`${out}.env`, "utf8"));
    expect(env).toMatchObject({
      PATH: process.env.PATH,
      HOOKINBOX_EVENT_ID: "evt_1",
      HOOKINBOX_SOURCE: "github",
      HOOKINBOX_TYPE: "é",
      HOOKINBOX_KEY: "ab; $(touch x) `y`",
      HOOKINBOX_RECEIVED_AT: "2023-11-14T22:13:20.000Z",
      HOOKINBOX_CONTENT_TYPE: "application/json",
      HOOKINBOX_DELIVERY_ID: "dlv_1",
      HOOKINBOX_ATTEMPT: "2",
    });
    expect(env).not.toHaveProperty("A_SECRET_OF_THE_INBOX");
  });

  test("no shell reads its arguments", async () => {
    const program = "process.exit(process.argv[1] === '$(id); echo x > here' ? 0 : 9)";
    const { said } = await run("", { command: [process.execPath, "-e", program, "$(id); echo x > here"] });
    expect(said).toContain("ended with 0");
    expect(existsSync(join(folder, "here"))).toBe(false);
  });

  test("need not read its input, nor get a key that no variable can hold", async () => {
    const big = lease({ body: Buffer.alloc(5_000_000), key: "k".repeat(200_000) });
    expect((await run("process.exit('HOOKINBOX_KEY' in process.env ? 1 : 0)", {}, big)).said).toContain("ended with 0");
  });

  test.each([
    [65, true],
    [1, false],
    [75, false],
    [127, false],
  ])("exit code %i: final is %s", async (code, final) => {
    const ran = await run(`console.error("no such\\u001b[31m customer"); process.exit(${code})`);
    expect(ran).toMatchObject({ final, detail: "no such [31m customer" });
    expect(ran.said).toMatch(new RegExp(`^node ended with ${code} after \\d+ ms$`));
  });

  test("of much that it writes the end is kept", async () => {
    const ran = await run("for (let i = 0; i < 50000; i++) console.error('line', i); process.exitCode = 1");
    expect(ran.detail).toMatch(/^….*line 49999$/s);
    expect(ran.detail?.length).toBeLessThan(600);
  });

  test("one that writes more than it may is ended", async () => {
    const ran = await run("setInterval(() => process.stdout.write('x'.repeat(100_000)), 1)", { maxOutput: 1_048_576 });
    expect(ran.said).toMatch(/^node was ended, as it wrote more than 1 MiB, after/);
  });

  test("one that is not there says so", async () => {
    const { said, final } = await run("", { command: ["no-such-program", "x"] });
    expect(said).toBe(`no-such-program could not be started in ${folder}: spawn no-such-program ENOENT`);
    expect(final).toBe(false);
  });

  test("when its time is up it is ended with all that it started, though they hear no SIGTERM", async () => {
    const pids = join(folder, "pids");
    const program = `process.on("SIGTERM", () => {});
      const child = require("child_process").spawn(process.execPath, ["-e",
        "process.on('SIGTERM', () => {}); setInterval(() => {}, 1000)"], { stdio: "inherit" });
      require("fs").writeFileSync(${JSON.stringify(pids)}, process.pid + " " + child.pid);
      setInterval(() => {}, 1000)`;
    const stop = new AbortController();
    const running = run(program, {}, lease(), stop);
    const text = await waitFor(() => (existsSync(pids) ? readFileSync(pids, "utf8") : undefined));
    const [parent = 0, child = 0] = text.split(" ").map(Number);
    expect([alive(parent), alive(child)]).toEqual([true, true]);
    stop.abort(new Error("time is up"));
    expect((await running).said).toContain("time is up");
    await waitFor(() => !alive(parent) && !alive(child));
  });

  test("what a program leaves behind does not hold the delivery up", async () => {
    writeFileSync(join(folder, "left"), "");
    const program = `const child = require("child_process").spawn("sleep", ["30"], { stdio: "inherit", detached: true });
      require("fs").writeFileSync("left", String(child.pid)); process.exit(0)`;
    expect((await run(program)).said).toContain("ended with 0");
    process.kill(Number(readFileSync(join(folder, "left"), "utf8")));
  });
});
