import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { newEventId } from "../../src/ids.ts";
import { memoryStore } from "../../src/stores/memory.ts";
import { sqliteStore } from "../../src/stores/sqlite/index.ts";
import type { ClaimRequest, Lease, NewEvent, Settlement, Store } from "../../src/stores/store.ts";

/**
 * The store on disk against the one in memory: whatever is asked of both, in whatever order, with stale tokens, expired
 * leases, a clock that jumps both ways and a restart in between, the answers are the same.
 */
type Step =
  | { readonly op: "accept"; readonly events: readonly { key: number; to: readonly boolean[]; sync: boolean }[] }
  | { readonly op: "claim"; readonly to: readonly boolean[]; readonly lease: number }
  | { readonly op: "claimEvent"; readonly event: number; readonly lease: number }
  | { readonly op: "settle"; readonly lease: number; readonly outcome: Settlement["outcome"]; readonly wait: number }
  | { readonly op: "renew"; readonly lease: number; readonly ms: number }
  | { readonly op: "replay"; readonly event: number; readonly to: readonly boolean[] }
  | { readonly op: "clock"; readonly seconds: number }
  | { readonly op: "reopen" };

const to = fc.array(fc.boolean(), { minLength: 2, maxLength: 2 });
const seconds = fc.integer({ min: 1, max: 5 });
const which = fc.nat({ max: 50 });
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      op: fc.constant("accept" as const),
      events: fc.array(fc.record({ key: fc.nat({ max: 6 }), to, sync: fc.boolean() }), { minLength: 1, maxLength: 4 }),
    }),
  },
  { weight: 8, arbitrary: fc.record({ op: fc.constant("claim" as const), to, lease: seconds }) },
  { weight: 3, arbitrary: fc.record({ op: fc.constant("claimEvent" as const), event: which, lease: seconds }) },
  {
    weight: 8,
    arbitrary: fc.record({
      op: fc.constant("settle" as const),
      lease: which,
      outcome: fc.constantFrom("done" as const, "retry" as const, "dead" as const, "released" as const),
      wait: seconds,
    }),
  },
  { weight: 2, arbitrary: fc.record({ op: fc.constant("renew" as const), lease: which, ms: seconds }) },
  { weight: 2, arbitrary: fc.record({ op: fc.constant("replay" as const), event: which, to }) },
  { weight: 8, arbitrary: fc.record({ op: fc.constant("clock" as const), seconds: fc.integer({ min: -3, max: 8 }) }) },
  { weight: 1, arbitrary: fc.record({ op: fc.constant("reopen" as const) }) },
);

const SECOND = 1000;
let folder: string;
let onDisk: Store;
/** Steps made so far: part of the clock, so that no two of them fall on one instant and the order of what is due is one. */
let steps = 0;
let epoch = 1_790_000_000;
const clock = () => epoch * SECOND + (steps % SECOND);
const open = async () => {
  onDisk = sqliteStore({ path: join(folder, "inbox.db"), clock });
  await onDisk.open();
};
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "hookinbox-model-"));
  await open();
});
afterAll(async () => {
  await onDisk.close();
  rmSync(folder, { recursive: true, force: true });
});

let runs = 0;

/** Both stores, and what has been given out by them. */
class Pair {
  readonly name = `run${++runs}`;
  readonly memory: Store;
  readonly events: string[] = [];
  readonly leases: Lease[] = [];
  constructor(memory: Store) {
    this.memory = memory;
  }

  destinations(to: readonly boolean[]): string[] {
    return to.flatMap((yes, i) => (yes ? [`${this.name}/${i}`] : []));
  }

  async both<T>(ask: (store: Store) => Promise<T>, seen: (answer: T) => unknown = (answer) => answer): Promise<T> {
    const [expected, given] = [await ask(this.memory), await ask(onDisk)];
    expect(seen(given)).toEqual(seen(expected));
    return expected;
  }

  async claim(request: Omit<ClaimRequest, "worker" | "limit">): Promise<void> {
    const seen = (leases: readonly Lease[]) =>
      leases
        .map(({ delivery, token, destination, attempt, crashes, event }) => ({
          ...{ delivery, token, destination, attempt, crashes },
          event: { ...event, body: Buffer.from(event.body).toString() },
        }))
        .sort((a, b) => a.delivery.localeCompare(b.delivery));
    this.leases.push(...(await this.both((store) => store.claim({ worker: "w", limit: 1000, ...request }), seen)));
  }

  async compare(): Promise<void> {
    for (const id of this.events) {
      // Repeats are counted off the path of commits, and written a little later.
      await this.both(
        (store) => store.get(id),
        (detail) => ({ ...detail, repeats: 0, firstRepeatAt: null, lastRepeatAt: null }),
      );
      await this.both(
        (store) => store.body(id),
        (body) => Buffer.from(body ?? "none").toString(),
      );
    }
    await this.both((store) => store.list({ source: this.name, limit: 1000 }));
  }
}

const from = (names: readonly string[]) => names.map((name) => ({ name, limit: 1000 }));
const at = <T>(list: readonly T[], i: number): T | undefined => list[i % Math.max(1, list.length)];

function eventsOf(pair: Pair, given: (Step & { op: "accept" })["events"]): NewEvent[] {
  return given.map(({ key, to, sync }, i) => ({
    id: newEventId(),
    source: pair.name,
    key: key === 0 ? null : `k${key}`,
    type: `t${key}`,
    headers: ["X-N", `${steps}`],
    body: new TextEncoder().encode(`${steps}.${i}`),
    receivedAt: clock(),
    destinations: pair.destinations(to),
    sync,
  }));
}

function settlementOf({ delivery, token }: Lease, { outcome, wait }: Step & { op: "settle" }): Settlement {
  const ref = { delivery, token, startedAt: clock() - 5, endedAt: clock() };
  if (outcome === "retry") return { ...ref, outcome, error: "no", retryAt: clock() + wait * SECOND };
  return outcome === "dead" ? { ...ref, outcome, error: "never" } : { ...ref, outcome };
}

async function take(pair: Pair, step: Step): Promise<void> {
  const lease = "lease" in step ? at(pair.leases, step.lease) : undefined;
  const event = "event" in step ? at(pair.events, step.event) : undefined;
  switch (step.op) {
    case "accept": {
      const events = eventsOf(pair, step.events);
      await pair.both((store) => store.accept(events));
      pair.events.push(...events.map(({ id }) => id));
      return;
    }
    case "claim":
      return pair.claim({ lease: step.lease * SECOND, destinations: from(pair.destinations(step.to)) });
    case "claimEvent":
      if (!event) return;
      return pair.claim({ event, lease: step.lease * SECOND, destinations: from(pair.destinations([true, true])) });
    case "settle":
      if (lease) await pair.both((store) => store.settle([settlementOf(lease, step)]));
      return;
    case "renew":
      if (lease) await pair.both((store) => store.renew([lease], step.ms * SECOND));
      return;
    case "replay":
      if (event) await pair.both((store) => store.replay(event, pair.destinations(step.to)));
      return;
    case "clock":
      epoch += step.seconds;
      return;
    case "reopen":
      await onDisk.close();
      return open();
  }
}

async function play(memory: Store, path: readonly Step[]): Promise<void> {
  const pair = new Pair(memory);
  await pair.memory.open();
  const { done } = (await onDisk.stats()).deliveries;
  for (const step of path) {
    steps += 1;
    await take(pair, step);
  }
  await pair.compare();
  expect((await onDisk.stats()).deliveries.done - done).toBe((await memory.stats()).deliveries.done);
}

test("two stores, one behaviour", async () => {
  const path = fc.array(step, { minLength: 5, maxLength: 60 });
  await fc.assert(
    fc.asyncProperty(path, (steps) => play(memoryStore({ clock }), steps)),
    { numRuns: 150, endOnFailure: false, interruptAfterTimeLimit: 20_000 },
  );
}, 120_000);

test("control: a store that takes a stale token's word is told apart", async () => {
  const path = fc.array(step, { minLength: 20, maxLength: 60 });
  /** Settles with whatever token the delivery has by now. */
  const lenient = (): Store => {
    const store = memoryStore({ clock });
    const latest = new Map<string, number>();
    return {
      ...store,
      async claim(request) {
        const leases = await store.claim(request);
        for (const { delivery, token } of leases) latest.set(delivery, token);
        return leases;
      },
      settle: (batch) => store.settle(batch.map((s) => ({ ...s, token: latest.get(s.delivery) ?? s.token }))),
    };
  };
  const result = await fc.check(
    fc.asyncProperty(path, (steps) => play(lenient(), steps)),
    { numRuns: 300, endOnFailure: true },
  );
  expect(result.failed).toBe(true);
}, 60_000);
