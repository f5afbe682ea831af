import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { newEventId } from "../../src/ids.ts";
import { memoryStore } from "../../src/stores/memory/index.ts";
import { postgresStore } from "../../src/stores/postgres/index.ts";
import { newSchema } from "../../src/stores/postgres/rig.fixture.ts";
import { startPostgres, type TestServer } from "../../src/stores/postgres/server.fixture.ts";
import { sqliteStore } from "../../src/stores/sqlite/index.ts";
import type {
  ClaimRequest,
  DeliveryDetail,
  DestinationStats,
  EventSummary,
  Lease,
  NewEvent,
  NewLane,
  Settlement,
  Store,
} from "../../src/stores/store.ts";

/**
 * A store on disk against the one in memory: whatever is asked of both, in whatever order, with lanes, stale tokens,
 * expired leases, a clock that jumps both ways and a restart in between, the answers are the same.
 */
interface Given {
  readonly key: number;
  readonly to: readonly boolean[];
  readonly sync: boolean;
  /** 0: of no lane. */
  readonly lane: number;
  readonly version: number | null;
}
type Step =
  | { readonly op: "accept"; readonly events: readonly Given[] }
  | { readonly op: "claim"; readonly to: readonly boolean[]; readonly lease: number; readonly skipDead: boolean }
  | { readonly op: "claimEvent"; readonly event: number; readonly lease: number }
  | {
      readonly op: "settle";
      readonly lease: number;
      readonly outcome: Settlement["outcome"];
      readonly wait: number;
      readonly skip: boolean;
      readonly tells: boolean;
    }
  | { readonly op: "renew"; readonly lease: number; readonly ms: number }
  | { readonly op: "replay"; readonly event: number; readonly to: readonly boolean[] }
  | { readonly op: "skip"; readonly event: number }
  | { readonly op: "clock"; readonly seconds: number }
  | { readonly op: "reopen" };

const to = fc.array(fc.boolean(), { minLength: 2, maxLength: 2 });
const seconds = fc.integer({ min: 1, max: 5 });
const which = fc.nat({ max: 50 });
const version = fc.option(fc.nat({ max: 3 }));
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      op: fc.constant("accept" as const),
      events: fc.array(
        fc.record({ key: fc.nat({ max: 6 }), to, sync: fc.boolean(), lane: fc.nat({ max: 2 }), version }),
        { minLength: 1, maxLength: 4 },
      ),
    }),
  },
  {
    weight: 8,
    arbitrary: fc.record({ op: fc.constant("claim" as const), to, lease: seconds, skipDead: fc.boolean() }),
  },
  { weight: 3, arbitrary: fc.record({ op: fc.constant("claimEvent" as const), event: which, lease: seconds }) },
  {
    weight: 8,
    arbitrary: fc.record({
      op: fc.constant("settle" as const),
      lease: which,
      outcome: fc.constantFrom(...(["done", "done", "stale", "retry", "dead", "released"] as const)),
      wait: seconds,
      skip: fc.boolean(),
      tells: fc.boolean(),
    }),
  },
  { weight: 2, arbitrary: fc.record({ op: fc.constant("renew" as const), lease: which, ms: seconds }) },
  { weight: 2, arbitrary: fc.record({ op: fc.constant("replay" as const), event: which, to }) },
  { weight: 2, arbitrary: fc.record({ op: fc.constant("skip" as const), event: which }) },
  { weight: 8, arbitrary: fc.record({ op: fc.constant("clock" as const), seconds: fc.integer({ min: -3, max: 8 }) }) },
  { weight: 1, arbitrary: fc.record({ op: fc.constant("reopen" as const) }) },
);

const SECOND = 1000;
let make: () => Store;
let onDisk: Store;
/** Steps made so far: part of the clock, so that no two of them fall on one instant and the order of what is due is one. */
let steps = 0;
let epoch = 1_790_000_000;
const clock = () => epoch * SECOND + (steps % SECOND);
const open = async () => {
  onDisk = make();
  await onDisk.open();
};

let runs = 0;

/** Both stores, and what has been given out by them. */
class Pair {
  readonly name = `run${++runs}`;
  readonly memory: Store;
  readonly events: string[] = [];
  readonly lanes = new Map<string, NewEvent["lanes"]>();
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
        .map(({ event, ...lease }) => ({
          ...lease,
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
        (detail) => ({
          ...detail,
          ...{ repeats: 0, firstRepeatAt: null, lastRepeatAt: null },
          deliveries: detail?.deliveries.map((one) => ({ ...one, lane: standsInLane(one) ? one.lane : null })),
        }),
      );
      await this.both(
        (store) => store.body(id),
        (body) => Buffer.from(body ?? "none").toString(),
      );
    }
    await this.both((store) => everyPage(store, this.name));
    for (const destination of this.destinations([true, true])) {
      await this.both((store) => store.dead({ destination }));
      await this.both(
        (store) => store.stats(),
        ({ destinations }) => countsOf(destinations, destination),
      );
    }
  }
}

/** A destination that nothing is owed to need not be told of. */
function countsOf(all: readonly DestinationStats[], destination: string) {
  const { pending = 0, running = 0, dead = 0, blocked = 0 } = all.find((one) => one.destination === destination) ?? {};
  return { pending, running, dead, blocked };
}

/** What has left its lane may have forgotten it. */
const standsInLane = ({ holdsLane, waitsFor }: DeliveryDetail): boolean => holdsLane || waitsFor !== null;

/** A page may end before it is full: on a busy machine. */
async function everyPage(store: Store, source: string): Promise<EventSummary[]> {
  const all: EventSummary[] = [];
  for (let before: string | undefined | null; before !== null; ) {
    const page = await store.list({ source, limit: 1000, before });
    all.push(...page.items);
    before = page.next;
  }
  return all;
}

const from = (names: readonly string[], skipDead = false) => names.map((name) => ({ name, limit: 1000, skipDead }));
const at = <T>(list: readonly T[], i: number): T | undefined => list[i % Math.max(1, list.length)];

/** The same lane of each destination. */
const lanesOf = (pair: Pair, { lane, version }: Given): NewLane[] | undefined =>
  lane === 0
    ? undefined
    : pair.destinations([true, true]).map((destination) => ({ destination, key: `lane ${lane}`, version }));

function eventsOf(pair: Pair, all: readonly Given[]): NewEvent[] {
  return all.map((given, i) => ({
    id: newEventId(),
    source: pair.name,
    key: given.key === 0 ? null : `k${given.key}`,
    type: `t${given.key}`,
    headers: ["X-N", `${steps}`],
    body: new TextEncoder().encode(`${steps}.${i}`),
    receivedAt: clock(),
    destinations: pair.destinations(given.to),
    sync: given.sync,
    lanes: lanesOf(pair, given),
  }));
}

function settlementOf({ delivery, token, inLane }: Lease, step: Step & { op: "settle" }): Settlement {
  const { outcome, skip } = step;
  const ref = { delivery, token, startedAt: clock() - 5, endedAt: clock(), ...(step.tells && { inLane }) };
  if (outcome === "retry") return { ...ref, outcome, error: "no", retryAt: clock() + step.wait * SECOND };
  return outcome === "dead" ? { ...ref, outcome, error: "never", skip } : { ...ref, outcome };
}

async function take(pair: Pair, step: Step): Promise<void> {
  const lease = "lease" in step ? at(pair.leases, step.lease) : undefined;
  const event = "event" in step ? at(pair.events, step.event) : undefined;
  switch (step.op) {
    case "accept": {
      const events = eventsOf(pair, step.events);
      await pair.both((store) => store.accept(events));
      for (const { id, lanes } of events) {
        pair.events.push(id);
        pair.lanes.set(id, lanes);
      }
      return;
    }
    case "claim":
      return pair.claim({ lease: step.lease * SECOND, destinations: from(pair.destinations(step.to), step.skipDead) });
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
      if (event) await pair.both((store) => store.replay(event, pair.destinations(step.to), pair.lanes.get(event)));
      return;
    case "skip":
      if (event) await pair.both((store) => store.skip(event));
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
  const before = (await onDisk.stats()).deliveries;
  for (const step of path) {
    steps += 1;
    await take(pair, step);
  }
  await pair.compare();
  const after = (await onDisk.stats()).deliveries;
  const wanted = (await memory.stats()).deliveries;
  for (const state of ["pending", "running", "done", "dead"] as const)
    expect([state, after[state] - before[state]]).toEqual([state, wanted[state]]);
}

/** The run that goes on where a time limit has interrupted fast-check. */
let playing: Promise<void> | undefined;

const agree = (memory: () => Store, shortest: number) =>
  fc.asyncProperty(fc.array(step, { minLength: shortest, maxLength: 60 }), (steps) => {
    playing = play(memory(), steps);
    return playing;
  });

async function behavesAlike(limit: number): Promise<void> {
  const alike = agree(() => memoryStore({ clock }), 5);
  await fc.assert(alike, { numRuns: 150, endOnFailure: false, interruptAfterTimeLimit: limit });
  await playing;
}

describe("SQLite", () => {
  let folder: string;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "hookinbox-model-"));
    make = () => sqliteStore({ path: join(folder, "inbox.db"), clock });
    await open();
  });
  afterAll(async () => {
    await onDisk.close();
    rmSync(folder, { recursive: true, force: true });
  });

  test("behaves as the store in memory", () => behavesAlike(10_000), 120_000);

  test.each([
    ["takes a stale token's word", lenient],
    ["keeps no lanes", orderless],
  ])(
    "control: a store that %s is told apart",
    async (_, other) => {
      const result = await fc.check(agree(other, 20), { numRuns: 300, endOnFailure: true });
      expect(String(result.errorInstance)).toMatch(/^AssertionError/);
    },
    60_000,
  );
});

describe("Postgres", () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startPostgres();
    const schema = newSchema();
    make = () => postgresStore({ url: server.url, schema, clock });
    await open();
  });
  afterAll(async () => {
    await onDisk?.close();
    await server?.destroy();
  });

  // As many runs as there is time for.
  test("behaves as the store in memory", () => behavesAlike(5_000), 60_000);
});

/** Settles with whatever token the delivery has by now. */
function lenient(): Store {
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
}

function orderless(): Store {
  const store = memoryStore({ clock });
  return { ...store, accept: (batch) => store.accept(batch.map((event) => ({ ...event, lanes: undefined }))) };
}
