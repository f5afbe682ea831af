import { fork, spawnSync } from "node:child_process";
import {
  chmodSync,
  closeSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { ERRORS, type ErrorCode } from "../../src/errors.ts";
import { openWriter } from "../../src/stores/sqlite/driver.ts";
import { type Child, type ChildOptions, endChildren, failedStart, startInbox } from "./child.fixture.ts";
import { event, post, startProvider } from "./provider.fixture.ts";

let folder: string;
let file: string;
let undo: (() => void)[];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "hookinbox-file-"));
  file = join(folder, "inbox.db");
  undo = [];
});
afterEach(async () => {
  await endChildren();
  for (const step of undo) step();
  rmSync(folder, { recursive: true, force: true });
});

/** Nobody: a user whom permissions bind. */
const NOBODY = 65534;
const root = process.getuid?.() === 0;
/** Permissions do not bind root, so root tries them as nobody, who has to be able to read this checkout. */
function whyNot(): string | undefined {
  if (!root) return undefined;
  const look = `require("node:fs").accessSync(${JSON.stringify(fileURLToPath(new URL("inbox.fixture.mjs", import.meta.url)))})`;
  const { status } = spawnSync(process.execPath, ["-e", look], { uid: NOBODY, gid: NOBODY });
  return status === 0 ? undefined : "the user nobody cannot read this checkout";
}
const missing = whyNot();
if (missing) console.log(`skipped: ${missing}`);

/** A store's file with some events in it, closed. */
async function filled(events = 20, padding = 4000): Promise<void> {
  const inbox = await startInbox({ file });
  const provider = startProvider(inbox.url, { most: events, padding });
  await provider.finished;
  await provider.stop();
  await expect.poll(async () => (await inbox.ask("stats")).deliveries.done).toBe(events);
  expect(await inbox.stop()).toBe(0);
}

/** A start that fails says in one coded line what is wrong, where, and how to mend it; it shows no stack, and leaves nothing running. */
async function refuses(code: ErrorCode, options: Partial<ChildOptions> = {}): Promise<string> {
  const { failed, said, stderr, code: exit } = await failedStart({ file, ...options });
  expect(failed).toMatchObject({ name: "HookinboxError", code, advice: ERRORS[code].advice });
  expect(failed?.message).toContain(options.file ?? file);
  expect(failed?.message).not.toMatch(/\n\s+at /);
  expect(said.filter(({ uncaught }) => uncaught)).toEqual([]);
  expect(stderr).toBe("");
  expect(exit).toBe(0);
  return failed?.message ?? "";
}

describe("a start on a file that is no store", () => {
  test("random bytes", async () => {
    writeFileSync(file, Buffer.from(Array.from({ length: 8192 }, (_, i) => (i * 7919 + 13) & 255)));
    await refuses("STORE_CORRUPT");
    expect(statSync(file).size).toBe(8192);
  });

  test("a text file, which is left as it is", async () => {
    writeFileSync(file, "Dear diary,\n");
    await refuses("STORE_CORRUPT");
    expect(readFileSync(file, "utf8")).toBe("Dear diary,\n");
  });

  test("a directory", async () => {
    mkdirSync(file);
    await refuses("STORE_UNREACHABLE");
  });

  test("a folder that is missing", async () => {
    await refuses("STORE_UNREACHABLE", { file: join(folder, "nowhere", "inbox.db") });
  });

  test("a file that was cut short", async () => {
    await filled();
    truncateSync(file, 5000);
    await refuses("STORE_CORRUPT");
  });

  test("tables of a newer version, which are left as they are", async () => {
    await filled(1);
    const db = openWriter(file);
    db.exec("UPDATE hookinbox_meta SET value = 999 WHERE name = 'schema'");
    db.close();
    expect(await refuses("STORE_NEWER")).toContain("999");
  });

  test("control: a sound file is taken", async () => {
    await filled(1);
    const inbox = await startInbox({ file });
    expect((await inbox.ask("stats")).events).toBe(1);
  });
});

describe.skipIf(missing)("a start without permission", () => {
  const uid = root ? NOBODY : undefined;

  test("to write the file", async () => {
    await filled(1);
    chmodSync(folder, 0o777);
    chmodSync(file, 0o444);
    await refuses("STORE_READ_ONLY", { uid });
  });

  test("to write in the folder", async () => {
    await filled(1);
    chmodSync(file, 0o666);
    chmodSync(folder, 0o555);
    undo.push(() => chmodSync(folder, 0o755));
    const { failed } = await failedStart({ file, uid });
    expect(["STORE_READ_ONLY", "STORE_UNREACHABLE"]).toContain(failed?.code);
    await refuses(failed?.code as ErrorCode, { uid });
  });

  test("to make the file", async () => {
    chmodSync(folder, 0o555);
    undo.push(() => chmodSync(folder, 0o755));
    await refuses("STORE_UNREACHABLE", { uid });
  });

  test("to read the file", async () => {
    await filled(1);
    chmodSync(folder, 0o777);
    chmodSync(file, 0o000);
    await refuses("STORE_UNREACHABLE", { uid });
  });
});

/** A process of its own that holds a write transaction for `ms`. */
async function lock(ms: number): Promise<void> {
  const entry = fileURLToPath(new URL("lock.fixture.mjs", import.meta.url));
  const holder = fork(entry, [file, String(ms)], { execArgv: [] });
  undo.push(() => holder.kill("SIGKILL"));
  await new Promise((resolve) => holder.once("message", resolve));
}

async function ready(inbox: Child): Promise<{ status: number; code?: string }> {
  const response = await fetch(`${inbox.url}/readyz`);
  return { status: response.status, code: ((await response.json()) as { code?: string }).code };
}

describe("a file that another process has locked", () => {
  test("for a moment: what comes meanwhile waits", async () => {
    const inbox = await startInbox({ file });
    await lock(1000);
    expect((await post(inbox.url, event())).status).toBe(202);
    expect(await ready(inbox)).toMatchObject({ status: 200 });
  });

  test("for long: 503 with Retry-After, and well again when it is let go", async () => {
    const inbox = await startInbox({ file });
    await lock(7000);
    const held = event();
    const refused = await post(inbox.url, held);
    expect(refused).toMatchObject({ status: 503, body: { code: "STORE_UNAVAILABLE" } });
    expect(Number(refused.headers["retry-after"])).toBeGreaterThan(0);
    expect(await ready(inbox)).toEqual({ status: 503, code: "STORE_UNAVAILABLE" });
    await expect.poll(() => ready(inbox), { timeout: 20_000 }).toMatchObject({ status: 200 });
    // It was refused as a whole: the resend is the first that is stored.
    expect(await post(inbox.url, held)).toMatchObject({ status: 202, body: { status: "accepted" } });
    expect(inbox.said.filter(({ fatal, uncaught }) => fatal ?? uncaught)).toEqual([]);
  }, 30_000);

  test("at the start, for long: says so", async () => {
    await filled(1);
    await lock(15_000);
    await refuses("STORE_LOCKED");
  }, 30_000);
});

/** Overwrites pages in the middle of the file, under the process that has it open. */
function damage(): void {
  const { size } = statSync(file);
  const open = openSync(file, "r+");
  for (let at = 4096 * 2; at < size; at += 4096) writeSync(open, Buffer.alloc(4096, 0xa5), 0, 4096, at);
  closeSync(open);
}

test("a file that is damaged while it runs: 503 from then on, fatal is said once, the process stays up", async () => {
  await filled(200);
  const inbox = await startInbox({ file });
  damage();
  const answers = [];
  for (let i = 0; i < 20; i++) answers.push((await post(inbox.url, event())).status);
  await expect.poll(() => inbox.said.filter(({ fatal }) => fatal)).toEqual([{ fatal: "STORE_CORRUPT" }]);
  expect(await post(inbox.url, event())).toMatchObject({ status: 503, body: { code: "STORE_UNAVAILABLE" } });
  expect(await ready(inbox)).toEqual({ status: 503, code: "STORE_UNAVAILABLE" });
  expect(inbox.alive()).toBe(true);
  expect(inbox.said.filter(({ uncaught }) => uncaught)).toEqual([]);
  expect(await inbox.stop()).toBe(0);
});
