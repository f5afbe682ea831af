import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { audit, diaryOf } from "./audit.fixture.ts";
import { type Child, endChildren, startInbox } from "./child.fixture.ts";
import { event, post, startProvider } from "./provider.fixture.ts";
import { noSmallDisk, type SmallDisk, smallDisk } from "./small-disk.fixture.ts";

const missing = noSmallDisk();
if (missing) console.log(`skipped: ${missing}`);

let disk: SmallDisk | undefined;
let folder: string;
let diary: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "hookinbox-full-"));
  diary = join(folder, "diary");
});
afterEach(async () => {
  await endChildren();
  disk?.remove();
  disk = undefined;
  rmSync(folder, { recursive: true, force: true });
});

const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

async function probe(inbox: Child, path: string): Promise<{ status: number; code?: string }> {
  const response = await fetch(`${inbox.url}${path}`);
  return { status: response.status, code: ((await response.json()) as { code?: string }).code };
}

const FULL = { status: 503, code: "STORE_FULL" };
const openOf = async (inbox: Child) => {
  const { pending, running, dead } = (await inbox.ask("stats")).deliveries;
  return pending + running + dead;
};
/** Neither the end of the store nor an error that nobody caught. */
const alarms = (inbox: Child) => inbox.said.filter(({ fatal, uncaught }) => fatal ?? uncaught);

describe.skipIf(missing)("a full disk", () => {
  const ways = [
    { name: "filled by something else", size: "16m", fill: () => disk?.fill(), free: () => disk?.free() },
    // At 16 MiB the log is copied into the file, and there is no room for that.
    { name: "filled by the log, while it is copied", size: "24m", fill: () => {}, free: () => disk?.grow("96m") },
  ];

  test.each(ways)(
    "$name: 503 while it lasts, nothing lost, well again",
    async ({ size, fill, free }) => {
      disk = smallDisk(size);
      const file = join(disk.folder, "inbox.db");
      const inbox = await startInbox({ file, diary });
      const provider = startProvider(inbox.url, { padding: 12_000 });
      await expect.poll(() => provider.acked.length, { timeout: 20_000 }).toBeGreaterThan(50);
      fill();
      await expect.poll(() => provider.refused.length, { timeout: 20_000 }).toBeGreaterThan(0);
      await expect.poll(() => probe(inbox, "/readyz")).toEqual(FULL);
      expect(provider.refused.at(-1)).toMatchObject({ status: 503, body: { code: "STORE_FULL" } });
      expect(Number(provider.refused.at(-1)?.headers["retry-after"])).toBeGreaterThan(0);
      // It stays so for as long as it is so: nothing that happens to succeed makes it look well.
      for (let i = 0; i < 20; i++) {
        expect(await probe(inbox, "/readyz")).toEqual(FULL);
        await wait(100);
      }
      expect(await probe(inbox, "/healthz")).toMatchObject({ status: 200 });

      const before = provider.acked.length;
      free();
      await expect.poll(() => probe(inbox, "/readyz"), { timeout: 20_000 }).toMatchObject({ status: 200 });
      await expect.poll(() => provider.acked.length, { timeout: 20_000 }).toBeGreaterThan(before + 20);
      await provider.stop();
      await expect.poll(() => openOf(inbox), { timeout: 20_000 }).toBe(0);
      expect(alarms(inbox)).toEqual([]);
      expect(provider.odd).toEqual([]);
      expect(await inbox.stop()).toBe(0);
      expect(await audit(file, provider.acked, diary)).toEqual({
        lost: [],
        changed: [],
        renamed: [],
        doubled: [],
        undone: [],
        unhandled: [],
        rows: provider.acked.length,
      });
    },
    60_000,
  );

  test("a handler that ends meanwhile is not run again: its end is written when there is room", async () => {
    disk = smallDisk("8m");
    const file = join(disk.folder, "inbox.db");
    const inbox = await startInbox({ file, diary, work: { lease: 500 } });
    const sent = event({ do: "wait", ms: 1500 });
    const { body } = await post(inbox.url, sent);
    await expect.poll(() => diaryOf(diary).length).toBe(1);
    disk.fill();
    // Longer than the lease: neither heartbeats nor the end can be written.
    await expect.poll(() => diaryOf(diary).length, { timeout: 20_000 }).toBe(2);
    await wait(1500);
    expect(await inbox.ask("event", body.id)).toMatchObject({ state: "running" });
    disk.free();
    await expect.poll(async () => (await inbox.ask("event", body.id))?.state, { timeout: 20_000 }).toBe("done");
    expect(diaryOf(diary).map(({ what }) => what)).toEqual(["start", "end"]);
    expect(await inbox.ask("event", body.id)).toMatchObject({ deliveries: [{ crashes: 0 }] });
    expect(alarms(inbox)).toEqual([]);
    expect(await inbox.stop()).toBe(0);
  });

  test("in sync mode as well: the sender comes again, and finds it done", async () => {
    disk = smallDisk("8m");
    const file = join(disk.folder, "inbox.db");
    const inbox = await startInbox({ file, diary, mode: "sync", syncTimeout: 1500 });
    const sent = event({ do: "wait", ms: 500 });
    const first = post(inbox.url, sent);
    await expect.poll(() => diaryOf(diary).length).toBe(1);
    disk.fill();
    expect(await first).toMatchObject({ status: 503, body: { code: "HANDLER_RUNNING" } });
    disk.free();
    const again = async () => (await post(inbox.url, sent)).status;
    await expect.poll(again, { timeout: 20_000, interval: 100 }).toBe(200);
    expect(diaryOf(diary).map(({ what }) => what)).toEqual(["start", "end"]);
    expect(await inbox.stop()).toBe(0);
  });

  test("control: an inbox that answers before it stores loses what comes while the disk is full", async () => {
    disk = smallDisk("8m");
    const inbox = await startInbox({ file: join(disk.folder, "inbox.db"), early: true });
    disk.fill();
    const provider = startProvider(inbox.url, { padding: 12_000, most: 50 });
    await provider.finished;
    disk.free();
    await inbox.kill();
    const { lost } = await audit(join(disk.folder, "inbox.db"), provider.acked);
    expect(lost.length).toBeGreaterThan(0);
  });
});
