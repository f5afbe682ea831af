import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { openBeside } from "../../src/stores/sqlite/driver.ts";
import { ALONE_FROM, MAX_CRASHES } from "../../src/stores/store.ts";
import { audit, diaryOf, type Line } from "./audit.fixture.ts";
import { type Child, type ChildOptions, endChildren, startInbox } from "./child.fixture.ts";
import { type Acked, event, post, type Sent } from "./provider.fixture.ts";

let folder: string;
let file: string;
let diary: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "hookinbox-handlers-"));
  file = join(folder, "inbox.db");
  diary = join(folder, "diary");
});
afterEach(async () => {
  await endChildren();
  rmSync(folder, { recursive: true, force: true });
});

const PATIENT = { timeout: 20_000, interval: 50 };
const start = (options: Partial<ChildOptions> = {}) => startInbox({ file, diary, tell: true, ...options });
const linesOf = ({ key }: Sent) => diaryOf(diary).filter((line) => line.key === key);
const runsOf = (sent: Sent) => linesOf(sent).filter(({ what }) => what === "start");
const outcomes = (inbox: Child) => inbox.said.flatMap(({ attempted }) => attempted?.outcome ?? []);
const stateOf = async (inbox: Child, id: string | undefined) => (await inbox.ask("event", id))?.state;
const deliveryOf = async (inbox: Child, id: string | undefined) => (await inbox.ask("event", id))?.deliveries[0];

async function accepted(inbox: Child, sent: Sent): Promise<Acked> {
  const { status, body } = await post(inbox.url, sent);
  expect(status).toBe(202);
  return { ...sent, id: body.id ?? "" };
}

/** Whether anybody else can write: a process that is stopped inside a write would keep all others from it. */
function isFree(): boolean {
  const db = openBeside(file);
  try {
    db.exec("PRAGMA busy_timeout = 1000; BEGIN IMMEDIATE; ROLLBACK");
    return true;
  } catch (error) {
    if (!/locked|busy/.test(String(error))) throw error;
    return false;
  } finally {
    db.close();
  }
}

/** Stops a process between two of its writes. */
async function stopBetweenWrites({ process }: Child): Promise<void> {
  for (;;) {
    process.kill("SIGSTOP");
    if (isFree()) return;
    process.kill("SIGCONT");
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

/** Handlers of the process that had begun and not ended when the line was written. */
function besides(line: Line, all: readonly Line[]): string[] {
  const before = all.slice(0, all.indexOf(line)).filter(({ pid }) => pid === line.pid);
  const ended = new Set(before.filter(({ what }) => what === "end").map(({ key }) => key));
  return before.filter(({ what, key }) => what === "start" && !ended.has(key)).map(({ key }) => key);
}

describe("a handler that ends the process", () => {
  test("is dead after five times, runs alone from the second crash on, and takes no other with it", async () => {
    let inbox = await start({ work: { lease: 500 } });
    const innocent = await Promise.all(
      Array.from({ length: 8 }, () => accepted(inbox, event({ do: "wait", ms: 400 }))),
    );
    const killer = event({ do: "exit" });
    // It may be gone before it has answered.
    await post(inbox.url, killer).catch(() => {});
    for (let crash = 1; crash <= MAX_CRASHES; crash++) {
      expect(await inbox.exited()).toBe(3);
      inbox = await start({ work: { lease: 500 } });
    }
    await expect
      .poll(async () => (await inbox.ask("stats")).deliveries, PATIENT)
      .toEqual({ pending: 0, running: 0, done: innocent.length, dead: 1 });
    const all = diaryOf(diary);
    const runs = all.filter(({ what, key }) => what === "start" && key === killer.key);
    expect(runs).toHaveLength(MAX_CRASHES);
    for (const line of runs.slice(ALONE_FROM)) expect(besides(line, all)).toEqual([]);
    // Control: the first time there was somebody beside it, so the audit above can tell.
    expect(besides(runs[0]!, all)).toHaveLength(innocent.length);
    expect(await inbox.stop()).toBe(0);
    const { lost, changed, undone } = await audit(file, innocent);
    expect({ lost, changed, undone }).toEqual({
      lost: [],
      changed: [],
      undone: [{ key: killer.key, state: "dead" }],
    });
  }, 60_000);
});

describe("a handler that blocks the loop", () => {
  test("for five leases, keeps its lease and is done once, with another process waiting for it", async () => {
    const blocked = await start({ work: { lease: 600 } });
    const sent = event({ do: "block", ms: 3000 });
    await accepted(blocked, sent);
    await expect.poll(() => runsOf(sent).length, PATIENT).toBe(1);
    const other = await start({ work: { lease: 600 } });
    await expect.poll(() => outcomes(blocked), PATIENT).toEqual(["done"]);
    expect(outcomes(other)).toEqual([]);
    expect(runsOf(sent)).toHaveLength(1);
    expect((await other.ask("stats")).deliveries).toMatchObject({ done: 1, running: 0, pending: 0 });
  }, 30_000);

  test("control: a process that stands still, heartbeat and all, does lose its lease", async () => {
    const still = await start({ work: { lease: 600 } });
    const other = await start({ work: { lease: 600, poll: 50 } });
    const sent = event({ do: "wait", ms: 1000, first: true });
    const { id } = await accepted(still, sent);
    await expect.poll(() => runsOf(sent).length, PATIENT).toBe(1);
    const first = runsOf(sent)[0]?.pid === still.process.pid ? still : other;
    const second = first === still ? other : still;
    await stopBetweenWrites(first);
    await expect.poll(() => outcomes(second), PATIENT).toEqual(["done"]);
    first.process.kill("SIGCONT");
    // What it ends with comes too late, and is not written.
    await expect.poll(() => outcomes(first), PATIENT).toEqual(["lost"]);
    expect(runsOf(sent)).toHaveLength(2);
    expect(await deliveryOf(second, id)).toMatchObject({ state: "done", crashes: 1 });
  }, 30_000);

  test("beyond its time, is fenced off: its late end is refused, and the event is tried again", async () => {
    const work = { lease: 600, timeout: 1000 };
    const [a, b] = [await start({ work }), await start({ work })];
    const sent = event({ do: "block", ms: 4000, first: true });
    const { id } = await accepted(a, sent);
    await expect.poll(() => runsOf(sent).length, PATIENT).toBe(2);
    const late = runsOf(sent)[0]?.pid === a.process.pid ? a : b;
    const second = late === a ? b : a;
    await expect.poll(() => outcomes(second), PATIENT).toEqual(["done"]);
    await expect.poll(() => outcomes(late), PATIENT).toEqual(["lost"]);
    const delivery = await deliveryOf(second, id);
    expect(delivery?.attempts.map(({ outcome }) => outcome)).toEqual(["crashed", "done"]);
  }, 30_000);
});

describe("several processes", () => {
  test("what a killed one held starts again within one lease and 5 s", async () => {
    const work = { lease: 2000 };
    const first = await start({ work });
    const sent = event({ do: "wait", ms: 60_000, first: true });
    const { id } = await accepted(first, sent);
    await expect.poll(() => runsOf(sent).length, PATIENT).toBe(1);
    const second = await start({ work, port: 0 });
    await first.kill();
    await expect.poll(() => runsOf(sent).length, { timeout: work.lease + 5000, interval: 50 }).toBe(2);
    await expect.poll(() => stateOf(second, id), PATIENT).toBe("done");
  }, 30_000);

  test("two on one file share the work; nothing is done twice, and of one key sent to both one is stored", async () => {
    const [a, b] = [await start({ concurrency: 4 }), await start({ concurrency: 4 })];
    const sent = Array.from({ length: 200 }, () => event({ do: "wait", ms: 10 }));
    const answers = await Promise.all(
      sent.map((one) => Promise.all([a, b].map(async (inbox) => (await post(inbox.url, one)).body))),
    );
    for (const pair of answers) {
      expect(pair.map(({ status }) => status).sort()).toEqual(["accepted", "duplicate"]);
      expect(pair[0]?.id).toBe(pair[1]?.id);
    }
    await expect
      .poll(async () => (await a.ask("stats")).deliveries, PATIENT)
      .toEqual({ pending: 0, running: 0, done: sent.length, dead: 0 });
    const runs = diaryOf(diary).filter(({ what }) => what === "start");
    expect(runs.map(({ key }) => key).sort()).toEqual(sent.map(({ key }) => key).sort());
    expect(new Set(runs.map(({ pid }) => pid)).size).toBe(2);
    expect([...outcomes(a), ...outcomes(b)]).toEqual(sent.map(() => "done"));
    expect(await a.stop()).toBe(0);
    expect(await b.stop()).toBe(0);
    const acked = sent.map((one, i) => ({ ...one, id: answers[i]?.[0]?.id ?? "" }));
    const { lost, changed, renamed, doubled, rows } = await audit(file, acked);
    expect({ lost, changed, renamed, doubled, rows }).toEqual({
      lost: [],
      changed: [],
      renamed: [],
      doubled: [],
      rows: sent.length,
    });
  }, 30_000);
});
