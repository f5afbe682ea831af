import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { openReader } from "../../src/stores/sqlite/driver.ts";
import { audit } from "./audit.fixture.ts";
import { type Child, endChildren, startInbox } from "./child.fixture.ts";
import { type Acked, event, post, startProvider } from "./provider.fixture.ts";

/**
 * Proof that a 2xx means "flushed": power-loss.c keeps, beside the store, what a disk would hold if the power went now.
 * The store of each cut is opened and held against what had been answered by then.
 */
const missing =
  process.platform !== "linux"
    ? "the recorder is made for Linux"
    : spawnSync("gcc", ["--version"]).status === 0
      ? undefined
      : "there is no gcc to build the recorder with";
if (missing) console.log(`skipped: ${missing}`);

let build: string;
let recorder: string;
beforeAll(() => {
  build = mkdtempSync(join(tmpdir(), "hookinbox-recorder-"));
  recorder = join(build, "power-loss.so");
  const source = fileURLToPath(new URL("power-loss.c", import.meta.url));
  if (!missing) execFileSync("gcc", ["-O1", "-shared", "-fPIC", "-o", recorder, source, "-ldl", "-lpthread"]);
});
afterAll(() => rmSync(build, { recursive: true, force: true }));

let folder: string;
let made: number;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "hookinbox-power-"));
  made = 0;
});
afterEach(async () => {
  await endChildren();
  rmSync(folder, { recursive: true, force: true });
});

const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const between = (least: number, most: number) => least + Math.random() * (most - least);

/** The files of a disk; those whose names have not been flushed are none of it. */
function copyDisk(from: string): string {
  made += 1;
  const to = join(folder, `disk-${made}`);
  mkdirSync(to);
  for (const name of readdirSync(from)) if (!name.startsWith(".")) cpSync(join(from, name), join(to, name));
  return to;
}

interface Life {
  readonly inbox: Child;
  readonly shadow: string;
}

/** Starts an inbox on a disk, with the recorder beside it. */
async function live(disk: string, { lie = "", failing = "" } = {}): Promise<Life> {
  const shadow = copyDisk(disk);
  const env: Record<string, string> = { LD_PRELOAD: recorder, CUT_STORE: disk, CUT_SHADOW: shadow, CUT_EARLY: "20" };
  if (lie) env.CUT_LIE = lie;
  if (failing) env.CUT_FAIL = failing;
  return { inbox: await startInbox({ file: join(disk, "inbox.db"), env }), shadow };
}

/** What is wrong with the store that a cut leaves behind. */
async function judge(disk: string, acked: readonly Acked[]) {
  const file = join(disk, "inbox.db");
  const { lost, changed, renamed, doubled, rows } = await audit(file, acked);
  const db = openReader(file);
  const integrity = db.prepare("PRAGMA integrity_check").get()?.integrity_check;
  const [counted] = db.prepare("SELECT sum(value) AS n FROM hookinbox_counters WHERE counter = 'events'").all();
  const torn = db
    .prepare(
      `SELECT count(*) AS n FROM hookinbox_events e LEFT JOIN hookinbox_payloads p ON p.seq = e.seq
       LEFT JOIN hookinbox_deliveries d ON d.seq = e.seq WHERE d.seq IS NULL OR p.seq IS NULL OR length(p.body) <> e.size`,
    )
    .get()?.n;
  db.close();
  return { lost, changed, renamed, doubled, integrity, torn, miscounted: Number(counted?.n ?? 0) - rows };
}

const WELL = { lost: [], changed: [], renamed: [], doubled: [], integrity: "ok", torn: 0, miscounted: 0 };

/**
 * Lives of one store, each cut short and continued on what its disk held; `glances` cuts in each life are looked at
 * without ending it. Gives what was wrong with each cut.
 */
async function cutting(lives: number, glances: number, { lie = "" } = {}) {
  const acked: Acked[] = [];
  const cuts: unknown[] = [];
  let disk = copyDisk(mkdtempSync(join(folder, "new-")));
  for (let i = 0; i < lives; i++) {
    const { inbox, shadow } = await live(disk, { lie });
    // Large bodies, so that the log fills (16 MiB) and is copied into the file: what is written then is of the most danger.
    const provider = startProvider(inbox.url, { padding: 24_000, connections: 12, most: 250 });
    const seen: { known: Acked[]; cut: string }[] = [];
    const look = () => void seen.push({ known: [...acked, ...provider.acked], cut: copyDisk(shadow) });
    for (let j = 0; j < glances; j++) {
      await wait(between(20, 150));
      inbox.process.kill("SIGSTOP");
      look();
      inbox.process.kill("SIGCONT");
    }
    // By what was answered, not by the clock: on a slow machine a life is longer, not emptier.
    const enough = Math.round(between(100, 180));
    await expect.poll(() => provider.acked.length, { timeout: 20_000, interval: 10 }).toBeGreaterThan(enough);
    await inbox.kill();
    look();
    await provider.abandon();
    acked.push(...provider.acked);
    disk = copyDisk(seen.at(-1)!.cut);
    for (const { cut, known } of seen) {
      cuts.push(await judge(cut, known).catch((error) => ({ broken: String(error) })));
      rmSync(cut, { recursive: true });
    }
  }
  return { acked, cuts, disk };
}

test.skipIf(missing)("the recorder misses nothing: after a clean stop its disk is the real one", async () => {
  const disk = copyDisk(mkdtempSync(join(folder, "new-")));
  const { inbox, shadow } = await live(disk);
  const provider = startProvider(inbox.url, { padding: 12_000, most: 1000 });
  await provider.finished;
  await provider.stop();
  expect(await inbox.stop()).toBe(0);
  expect(provider.acked.length).toBeGreaterThan(900);
  expect(Buffer.compare(readFileSync(join(shadow, "inbox.db")), readFileSync(join(disk, "inbox.db")))).toBe(0);
});

test.skipIf(missing)(
  "the power goes at any moment: every 2xx is on the disk, and the database is whole",
  async () => {
    const { acked, cuts, disk } = await cutting(5, 4);
    for (const cut of cuts) expect(cut).toEqual(WELL);
    expect(cuts).toHaveLength(25);
    expect(acked.length).toBeGreaterThan(100);
    // It was no small log that never had to be copied.
    expect(statSync(join(disk, "inbox.db")).size).toBeGreaterThan(1_000_000);
    console.log(`${acked.length} events answered, ${cuts.length} cuts`);
  },
  180_000,
);

test.skipIf(missing)(
  "a flush that fails: 503, fatal once, and no second try when the disk seems well again",
  async () => {
    const disk = copyDisk(mkdtempSync(join(folder, "new-")));
    const failing = join(folder, "failing");
    const { inbox } = await live(disk, { failing });
    const answered: Acked[] = [];
    const send = async () => {
      const sent = event();
      const { status, body } = await post(inbox.url, sent);
      if (status === 202) answered.push({ ...sent, id: body.id ?? "" });
      return status;
    };
    expect(await send()).toBe(202);
    writeFileSync(failing, "");
    expect(await Promise.all(Array.from({ length: 20 }, send))).toEqual(Array(20).fill(503));
    rmSync(failing);
    expect(await send()).toBe(503);
    expect(inbox.said.flatMap(({ fatal }) => fatal ?? [])).toEqual(["STORE_BROKEN"]);
    expect(inbox.alive()).toBe(true);
    expect(await inbox.stop()).toBe(0);
    const { lost, changed } = await audit(join(disk, "inbox.db"), answered);
    expect({ lost, changed }).toEqual({ lost: [], changed: [] });
  },
);

test.skipIf(missing)(
  "control: where the log is not flushed, events are lost",
  async () => {
    const { acked, cuts } = await cutting(3, 2, { lie: "-wal" });
    expect(acked.length).toBeGreaterThan(20);
    expect(cuts.filter((cut) => JSON.stringify(cut) !== JSON.stringify(WELL)).length).toBeGreaterThan(0);
  },
  60_000,
);
