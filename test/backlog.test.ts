import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { watchBacklog } from "../src/backlog.ts";
import { createInbox, type Inbox, type Notice, sign } from "../src/index.ts";
import { readyReply } from "../src/server/health.ts";
import type { Backlog } from "../src/stores/store.ts";

/** `limits.backlog`: events are refused before there is too much to do, and taken again by itself. */
const SECRET = "a secret of the backlog, long enough";
/** A look comes a second after the last, ten at most; on a busy machine a second is long. */
const WITHIN = { timeout: 25_000 };
vi.setConfig({ testTimeout: 60_000 });
let folder: string;
let inbox: Inbox | undefined;
/** What a handler waits for; a stop waits for the handler. */
let held: Promise<void>;
let release: () => void;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "hookinbox-backlog-"));
  held = new Promise((resolve) => {
    release = resolve;
  });
});
afterEach(async () => {
  release();
  await inbox?.stop();
  inbox = undefined;
  await rm(folder, { recursive: true, force: true });
});

async function send(): Promise<{ status: number; code?: string; after: string | null }> {
  const { method, headers, body } = sign("github", { body: '{"action":"opened"}' }, { secret: SECRET, type: "issues" });
  const response = await inbox!.fetch(new Request("http://localhost/in/github", { method, headers, body }));
  const { code } = (await response.json()) as { code?: string };
  return { status: response.status, code, after: response.headers.get("retry-after") };
}

const start = async (backlog: object, notices: Notice[], handler: () => unknown) => {
  inbox = createInbox(
    {
      store: `sqlite:${join(folder, "inbox.db")}`,
      sources: { github: { provider: "github", secret: SECRET } },
      limits: { backlog },
    },
    { observer: { noticed: (notice) => void notices.push(notice) } },
  );
  inbox.on("github", "*", handler);
  await inbox.start();
};

test("more waits than `count`: 503 with Retry-After, told once, not ready; well again when there is less", async () => {
  const notices: Notice[] = [];
  await start({ count: 5 }, notices, () => held);
  for (let i = 0; i < 5; i++) expect((await send()).status).toBe(202);
  await expect.poll(() => inbox?.health().trouble?.code, WITHIN).toBe("BACKLOG_FULL");
  expect(await send()).toEqual({ status: 503, code: "BACKLOG_FULL", after: "5" });
  expect(readyReply(inbox!)).toMatchObject({ status: 503, body: expect.stringContaining("BACKLOG_FULL") });
  expect(notices).toMatchObject([
    { level: "error", code: "BACKLOG_FULL", message: expect.stringContaining("limits.backlog.count is 5") },
  ]);
  release();
  await expect.poll(() => inbox?.health().trouble, WITHIN).toBeUndefined();
  expect((await send()).status).toBe(202);
  expect(notices.map(({ code }) => code)).toEqual(["BACKLOG_FULL", "BACKLOG_WELL"]);
});

test("less free than `disk` keeps: refused; with 0 never", async () => {
  await start({ disk: Number.MAX_SAFE_INTEGER }, [], () => {});
  await expect.poll(() => inbox?.health().trouble?.message, WITHIN).toMatch(/free on the store's disk/);
  expect(await send()).toMatchObject({ status: 503, code: "BACKLOG_FULL" });
  await inbox?.stop();
  await start({ disk: 0 }, [], () => {});
  expect((await send()).status).toBe(202);
});

/** What a watch makes of one look, then of another. */
async function judged(limits: object, ...looks: Partial<Backlog>[]) {
  const asked: object[] = [];
  const all = looks.map((look) => ({ count: 0, age: 0, size: 0, disk: null, ...look }));
  let at = 0;
  const watch = watchBacklog({
    store: {
      backlog: async (ask) => {
        asked.push(ask);
        return all[Math.min(at, all.length - 1)]!;
      },
    },
    limits,
    observer: {},
  });
  await new Promise((resolve) => setImmediate(resolve));
  const codes = [watch.trouble()?.code];
  for (at = 1; at < all.length; at++) {
    const seen = asked.length;
    await expect.poll(() => asked.length, WITHIN).toBeGreaterThan(seen);
    codes.push(watch.trouble()?.code);
  }
  watch.stop();
  return { codes, asked };
}

const GIB = 1024 ** 3;

test("without a bound the store is asked for nothing but its disk, of which 256 MiB are kept, or a twentieth", async () => {
  expect((await judged({}, { count: 1e9, age: 1e9 })).asked).toEqual([{ count: undefined, age: false, size: false }]);
  const disks = { free: 0.25 * GIB - 1, size: 100 * GIB };
  expect((await judged({}, { disk: disks })).codes).toEqual(["BACKLOG_FULL"]);
  expect((await judged({}, { disk: { free: 0.06 * GIB, size: GIB } })).codes).toEqual([undefined]);
  expect((await judged({}, { disk: { free: 0.04 * GIB, size: GIB } })).codes).toEqual(["BACKLOG_FULL"]);
});

test("a store that takes up more than `size`: refused, until it takes up a tenth less", async () => {
  const { codes, asked } = await judged({ size: GIB }, { size: GIB }, { size: 0.95 * GIB }, { size: 0.89 * GIB });
  expect(codes).toEqual(["BACKLOG_FULL", "BACKLOG_FULL", undefined]);
  expect(asked[0]).toEqual({ count: undefined, age: false, size: true });
});

test("what is full stays so until there is a tenth less: it does not flap", async () => {
  const { codes } = await judged({ age: 10_000 }, { age: 10_000 }, { age: 9_500 }, { age: 8_900 });
  expect(codes).toEqual(["BACKLOG_FULL", "BACKLOG_FULL", undefined]);
});

test("a look that takes a second is followed by the next within ten; a quick one within one", async () => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance"] });
  try {
    for (const [took, wait] of [
      [0, 1_000],
      [20, 2_000],
      [1_000, 10_000],
    ] as const) {
      let looks = 0;
      const backlog = async () => {
        looks += 1;
        await new Promise((resolve) => setTimeout(resolve, took));
        return { count: 0, age: 0, size: 0, disk: null };
      };
      const watch = watchBacklog({ store: { backlog }, limits: {}, observer: {} });
      await vi.advanceTimersByTimeAsync(took + wait - 1);
      expect(looks).toBe(1);
      await vi.advanceTimersByTimeAsync(1);
      expect(looks).toBe(2);
      watch.stop();
    }
  } finally {
    vi.useRealTimers();
  }
});
