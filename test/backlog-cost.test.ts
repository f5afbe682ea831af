import { readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { platform, tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { newEventId } from "../src/ids.ts";
import { sqliteStore } from "../src/stores/sqlite/index.ts";
import type { NewEvent, Store } from "../src/stores/store.ts";

/** A backlog does not slow receiving. Judged by work and not by time: the bytes that the process reads and writes. */
const event = (): NewEvent => ({
  id: newEventId(),
  source: "github",
  // Keys cost by how many are kept, which is another matter.
  key: null,
  type: "issues.opened",
  headers: ["Content-Type", "application/json"],
  body: new TextEncoder().encode('{"action":"opened"}'),
  receivedAt: Date.now(),
  destinations: ["github/*"],
});

const moved = (): number => {
  const told = readFileSync("/proc/self/io", "utf8");
  return Number(/rchar: (\d+)/.exec(told)?.[1]) + Number(/wchar: (\d+)/.exec(told)?.[1]);
};

test("accepting costs the same with 100,000 deliveries waiting as with none; the control, looking through them all, does not", async ({
  skip,
}) => {
  if (platform() !== "linux") skip("the kernel counts a process's bytes on Linux only");
  const folder = await mkdtemp(join(tmpdir(), "hookinbox-cost-"));
  /** Opened and closed again, so that the copying of its log, which comes when it likes, is counted to the end. */
  const cost = async (work: (store: Store) => Promise<unknown>) => {
    const store = sqliteStore({ path: join(folder, "inbox.db") });
    await store.open();
    const before = moved();
    await work(store);
    await store.close();
    return moved() - before;
  };
  const accept = (count: number) => async (store: Store) => {
    for (let n = 0; n < count; n += 500) await store.accept(Array.from({ length: 500 }, event));
  };
  /** A part of text that nobody has, sought in all of them. */
  const scan = async (store: Store) => {
    for (let before: string | undefined; ; ) {
      const { next } = await store.list({ q: "nowhere", before });
      if (next === null) return;
      before = next;
    }
  };
  const few = { accept: await cost(accept(20_000)), scan: await cost(scan) };
  await cost(accept(80_000));
  const many = { accept: await cost(accept(20_000)), scan: await cost(scan) };
  expect(many.accept / few.accept).toBeLessThan(1.5);
  expect(many.scan / few.scan).toBeGreaterThan(3);
  await rm(folder, { recursive: true });
}, 60_000);
