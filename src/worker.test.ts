import { setImmediate, setTimeout } from "node:timers/promises";
import { afterEach, expect, test } from "vitest";
import { newEventId } from "./ids.ts";
import { memoryStore } from "./stores/memory/index.ts";
import { createWorker, type Worker } from "./worker.ts";

let worker: Worker;
afterEach(() => worker.stop());

/** A worker with so many slots on a store whose claims take 30 ms, and nothing but wake-ups to start them. */
async function rig({ slots, waiting }: { slots: number; waiting: number }) {
  const store = memoryStore();
  await store.open();
  const accept = (count: number) =>
    store.accept(
      Array.from({ length: count }, () => ({
        id: newEventId(),
        source: "github",
        key: null,
        type: "push",
        headers: [],
        body: new Uint8Array(),
        receivedAt: Date.now(),
        destinations: ["a"],
      })),
    );
  /** Limits of the claims so far. */
  const asked: number[] = [];
  /** Sizes of the settlements so far; negative: while a claim was under way. */
  const settled: number[] = [];
  let claiming = false;
  /** Ends one delivery each. */
  const ends: (() => void)[] = [];
  worker = createWorker({
    queue: {
      ...store,
      async claim(request) {
        asked.push(request.limit);
        claiming = true;
        await setTimeout(30);
        claiming = false;
        return await store.claim(request);
      },
      async settle(batch) {
        settled.push(claiming ? -batch.length : batch.length);
        return await store.settle(batch);
      },
    },
    destinations: [
      {
        name: "a",
        concurrency: slots,
        timeout: 600_000,
        retry: [],
        deliver: () => new Promise<void>((resolve) => ends.push(resolve)),
      },
    ],
    name: "test",
    concurrency: slots,
    lease: 600_000,
    poll: 600_000,
    stopTimeout: 0,
    clock: Date.now,
    observer: {},
  });
  await accept(waiting);
  worker.start();
  await expect.poll(() => ends.length, { timeout: 20_000 }).toBe(Math.min(slots, waiting));
  // What may have been gathered after that claim has been by now.
  await setTimeout(20);
  return { accept, asked, settled, ends };
}

test("while more waits, what comes free in as long as a claim takes is claimed together", async () => {
  const { asked, ends } = await rig({ slots: 4, waiting: 8 });
  ends[0]!();
  await setImmediate();
  ends[1]!();
  await expect.poll(() => ends.length, { timeout: 20_000 }).toBe(6);
  expect(asked).toEqual([4, 2]);
});

test("what comes while nothing waits is claimed at once", async () => {
  const { accept, asked } = await rig({ slots: 4, waiting: 1 });
  await accept(1);
  worker.wake();
  await setImmediate();
  expect(asked).toEqual([4, 3]);
});

test("a worker that has nothing to do claims at once, though more waits", async () => {
  const { asked, ends } = await rig({ slots: 2, waiting: 4 });
  ends[0]!();
  ends[1]!();
  await setImmediate();
  expect(asked).toEqual([2, 2]);
});

test("what ends together is settled together, once the claim for the free hands is back", async () => {
  const { settled, ends } = await rig({ slots: 40, waiting: 80 });
  for (const end of ends.slice(0, 40)) end();
  await expect.poll(() => settled, { timeout: 20_000 }).toEqual([40]);
  await expect.poll(() => ends.length, { timeout: 20_000 }).toBe(80);
});
