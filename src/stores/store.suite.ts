import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { newEventId, parseDeliveryId } from "../ids.ts";
import type { Clock } from "../types.ts";
import { runArchiveSuite } from "./archive.suite.ts";
import { runEffectsSuite } from "./effects.suite.ts";
import { runHistorySuite } from "./history.suite.ts";
import { runLaneSuite } from "./lanes.suite.ts";
import { runLimitSuite } from "./limits.suite.ts";
import { runReplacedSuite } from "./replaced.suite.ts";
import { DAY, only, type StoreRig } from "./rig.suite.ts";
import { runSearchSuite } from "./search.suite.ts";
import {
  ALONE_FROM,
  type ClaimRequest,
  type Lease,
  MAX_CRASHES,
  type NewEvent,
  type Settlement,
  type Store,
} from "./store.ts";

export interface StoreUnderTest {
  readonly name: string;
  /** A fresh store on the given clock, not yet open; with `search`, if the subject says that it has it, one that keeps words. */
  create(clock: Clock, options?: { search?: boolean }): Promise<Store>;
  /** A second one on the same data, after the first was closed; absent where nothing outlives a store. */
  reopen?(clock: Clock, options?: { search?: boolean }): Promise<Store>;
  destroy?(): Promise<void>;
  /** Whether it can be searched by words, and is to be judged at that. */
  readonly search?: boolean;
  /** How many events there are words of; absent where none are kept. */
  indexed?(): Promise<number>;
  /** A table of a user's, of one column of words, beside the store's own; absent where no function can write to one. */
  readonly words?: {
    create(): Promise<void>;
    /** Inside `commit`. */
    write(tx: unknown, word: string): unknown;
    read(): Promise<string[]>;
  };
}

const text = (s: string) => new TextEncoder().encode(s);

/** What every store must do. An implementation's own test file is wiring. */
export function runStoreSuite(subject: StoreUnderTest): void {
  runLaneSuite(subject);
  runLimitSuite(subject);
  if (subject.search) runSearchSuite(subject);
  describe(`store: ${subject.name}`, () => {
    let now = 1_790_000_000_000;
    const clock = () => now;
    let store: Store;

    beforeEach(async () => {
      now = 1_790_000_000_000;
      store = await subject.create(clock);
      await store.open();
    });
    afterEach(async () => {
      await store.close();
      await subject.destroy?.();
    });

    const event = (over: Partial<NewEvent> = {}): NewEvent => ({
      id: newEventId(),
      source: "github",
      key: newEventId(),
      type: "issues.opened",
      headers: ["X-A", "1", "x-a", "2"],
      body: text("{}"),
      receivedAt: now,
      destinations: ["github/*"],
      ...over,
    });
    const claim = (over: Partial<ClaimRequest> = {}) =>
      store.claim({
        worker: "w",
        lease: 30_000,
        limit: 100,
        destinations: [{ name: "github/*", limit: 100 }],
        ...over,
      });
    const done = (l: Lease): Settlement => ({
      delivery: l.delivery,
      token: l.token,
      startedAt: now,
      endedAt: now,
      outcome: "done",
    });
    const failed = (l: Lease, wait: number): Settlement => ({
      ...done(l),
      outcome: "retry",
      error: "no",
      retryAt: now + wait,
    });

    describe("accept", () => {
      test("an event comes back as it was given: bytes, duplicate headers, key, type", async () => {
        const body = Uint8Array.from({ length: 1024 }, (_, i) => i & 255);
        const given = event({ body, key: "k ü \u{1f600}", type: "a.b" });
        expect(await store.accept([given])).toEqual([{ id: given.id, duplicate: false }]);
        const found = await store.get(given.id);
        expect(found).toMatchObject({
          id: given.id,
          source: "github",
          key: "k ü \u{1f600}",
          type: "a.b",
          size: 1024,
          receivedAt: now,
          state: "pending",
        });
        expect(found?.headers).toEqual(["X-A", "1", "x-a", "2"]);
        expect(new Uint8Array((await store.body(given.id))!)).toEqual(body);
      });

      test("a body of 5 MB and an empty one", async () => {
        const large = new Uint8Array(5_000_000).map((_, i) => (i * 31) & 255);
        const [a, b] = [event({ body: large }), event({ body: new Uint8Array(0) })];
        await store.accept([a, b]);
        expect(Buffer.compare((await store.body(a.id))!, large)).toBe(0);
        expect((await store.body(b.id))!.length).toBe(0);
      });

      test("a body that is a view into a larger buffer is stored alone", async () => {
        const pool = text("before{}after");
        const given = event({ body: pool.subarray(6, 8) });
        await store.accept([given]);
        expect(new TextDecoder().decode((await store.body(given.id))!)).toBe("{}");
        expect(new TextDecoder().decode(pool)).toBe("before{}after");
      });

      test("a repeat gets the first one's id, writes nothing, is counted", async () => {
        const first = event({ key: "same" });
        await store.accept([first]);
        expect(await store.accept([event({ key: "same", body: text("other") })])).toEqual([
          { id: first.id, duplicate: true },
        ]);
        expect((await store.list({})).items).toHaveLength(1);
        await expect.poll(async () => (await store.get(first.id))?.repeats).toBe(1);
      });

      test("a repeat within one batch", async () => {
        const [a, b] = [event({ key: "k" }), event({ key: "k" })];
        expect(await store.accept([a, b])).toEqual([
          { id: a.id, duplicate: false },
          { id: a.id, duplicate: true },
        ]);
      });

      test("the same key of another source is another event, and so is each event without a key", async () => {
        const results = await store.accept([
          event({ key: "k" }),
          event({ key: "k", source: "stripe" }),
          event({ key: null }),
          event({ key: null }),
        ]);
        expect(results.map((r) => r.duplicate)).toEqual([false, false, false, false]);
      });

      test("a source and a key do not run into each other", async () => {
        const results = await store.accept([
          event({ source: "a", key: "b\nc" }),
          event({ source: "a", key: "b" }),
          event({ source: "ab", key: "c" }),
        ]);
        expect(results.map((r) => r.duplicate)).toEqual([false, false, false]);
      });

      test("of 64 that race for one key exactly one is stored", async () => {
        const results = await Promise.all(Array.from({ length: 64 }, () => store.accept([event({ key: "race" })])));
        expect(results.flat().filter((r) => !r.duplicate)).toHaveLength(1);
        expect(new Set(results.flat().map((r) => r.id)).size).toBe(1);
      });

      test("nobody is owed it: unhandled", async () => {
        const given = event({ destinations: [] });
        await store.accept([given]);
        expect((await store.get(given.id))?.state).toBe("unhandled");
        expect(await claim()).toEqual([]);
      });
    });

    describe("claim and settle", () => {
      test("a delivery is leased once, with all of its event, and done once", async () => {
        const given = event({ body: text('{"a":1}') });
        await store.accept([given]);
        const lease = only(await claim());
        expect(lease).toMatchObject({ destination: "github/*", attempt: 1, crashes: 0 });
        expect(parseDeliveryId(lease.delivery)?.event).toBe(given.id);
        expect(lease.event).toMatchObject({ id: given.id, key: given.key, type: given.type, receivedAt: now });
        expect(new TextDecoder().decode(lease.event.body)).toBe('{"a":1}');
        expect(lease.event.headers).toEqual(given.headers);
        expect(await claim()).toEqual([]);
        expect((await store.get(given.id))?.state).toBe("running");
        expect(await store.settle([done(lease)])).toEqual([true]);
        expect(await store.settle([done(lease)])).toEqual([false]);
        const delivery = only((await store.get(given.id))!.deliveries);
        expect(delivery).toMatchObject({
          state: "done",
          attempts: [{ outcome: "done", startedAt: now, endedAt: now, error: null }],
        });
      });

      test("two claims at once share no delivery", async () => {
        await store.accept(Array.from({ length: 40 }, () => event()));
        const [a, b] = await Promise.all([claim({ limit: 30 }), claim({ limit: 30 })]);
        expect(new Set([...a, ...b].map((l) => l.delivery)).size).toBe(40);
      });

      test("each destination is owed its own, and only those asked for are claimed, within their limits", async () => {
        await store.accept(Array.from({ length: 5 }, () => event({ destinations: ["a", "b", "c"] })));
        const got = await claim({
          destinations: [
            { name: "a", limit: 2 },
            { name: "b", limit: 9 },
          ],
          limit: 6,
        });
        expect(got.map((l) => l.destination)).toEqual(["a", "a", "b", "b", "b", "b"]);
      });

      test("oldest due first", async () => {
        const ids: string[] = [];
        for (let i = 0; i < 3; i++) {
          const given = event();
          ids.push(given.id);
          await store.accept([given]);
          now += 10;
        }
        expect((await claim()).map((l) => l.event.id)).toEqual(ids);
      });

      test("a failed attempt waits for its time, and counts", async () => {
        await store.accept([event()]);
        const lease = only(await claim());
        expect(await store.settle([failed(lease, 5000)])).toEqual([true]);
        now += 4999;
        expect(await claim()).toEqual([]);
        now += 1;
        const second = only(await claim());
        expect(second).toMatchObject({ attempt: 2, crashes: 0 });
        expect(second.token).toBeGreaterThan(lease.token);
        await store.settle([{ ...done(second), outcome: "dead", error: "gave up" }]);
        now += DAY;
        expect(await claim()).toEqual([]);
        const found = await store.get(lease.event.id);
        expect(found?.state).toBe("dead");
        expect(found?.deliveries[0]?.attempts.map((a) => [a.outcome, a.error])).toEqual([
          ["failed", "no"],
          ["dead", "gave up"],
        ]);
      });

      test("released: due at once, costs no attempt and leaves none", async () => {
        await store.accept([event()]);
        const lease = only(await claim());
        await store.settle([{ ...done(lease), outcome: "released" }]);
        const again = only(await claim());
        expect(again).toMatchObject({ attempt: 1, crashes: 0 });
        expect((await store.get(lease.event.id))?.deliveries[0]?.attempts).toEqual([]);
      });

      test("one that was dead, is claimed by its event and released, is due since that claim", async () => {
        const given = event();
        await store.accept([given]);
        await store.settle([{ ...done(only(await claim())), outcome: "dead", error: "x" }]);
        now += 60_000;
        const again = only(await claim({ event: given.id }));
        now += 1_000;
        await store.settle([{ ...done(again), outcome: "released" }]);
        expect((await store.get(given.id))?.deliveries[0]).toMatchObject({ state: "pending", dueAt: now - 1_000 });
      });

      test("many settlements at once, good and stale", async () => {
        await store.accept([event(), event()]);
        const [a, b] = (await claim()) as [Lease, Lease];
        expect(await store.settle([done(a), { ...done(b), token: b.token + 1 }, done(b), done(b)])).toEqual([
          true,
          false,
          true,
          false,
        ]);
      });

      test("a settlement for what never was", async () => {
        expect(
          await store.settle([{ delivery: "dlv_nonsense", token: 1, startedAt: now, endedAt: now, outcome: "done" }]),
        ).toEqual([false]);
        const unknown = `dlv_${newEventId().slice(4)}_0`;
        expect(
          await store.settle([{ delivery: unknown, token: 1, startedAt: now, endedAt: now, outcome: "done" }]),
        ).toEqual([false]);
      });
    });

    describe("leases", () => {
      test("an expired lease comes back with a greater token; the old one is fenced off", async () => {
        await store.accept([event()]);
        const first = only(await claim());
        now += 30_000;
        const second = only(await claim());
        expect(second).toMatchObject({ attempt: 1, crashes: 1 });
        expect(second.token).toBeGreaterThan(first.token);
        expect(await store.settle([done(first)])).toEqual([false]);
        expect(await store.renew([first], 30_000)).toEqual([false]);
        expect(await store.settle([done(second)])).toEqual([true]);
        const delivery = only((await store.get(first.event.id))!.deliveries);
        expect(delivery).toMatchObject({ crashes: 1, state: "done" });
        expect(delivery.attempts.map((a) => a.outcome)).toEqual(["crashed", "done"]);
      });

      test("a lease that expired unnoticed may still be settled: the work was done, and is recorded once", async () => {
        await store.accept([event()]);
        const lease = only(await claim());
        now += 60_000;
        expect(await store.settle([done(lease)])).toEqual([true]);
      });

      test("renewed, it holds", async () => {
        await store.accept([event()]);
        const lease = only(await claim());
        now += 20_000;
        expect(await store.renew([lease], 30_000)).toEqual([true]);
        now += 20_000;
        expect(await claim()).toEqual([]);
        expect(await store.settle([done(lease)])).toEqual([true]);
        expect(await store.renew([lease], 30_000)).toEqual([false]);
      });

      test("what has crashed twice is claimed alone, after five times it is dead", async () => {
        const killer = event();
        await store.accept([killer]);
        for (let i = 1; i < MAX_CRASHES; i++) {
          only(await claim());
          now += 30_000;
          if (i >= ALONE_FROM) {
            const others = [event(), event()];
            await store.accept(others);
            const alone = only(await claim());
            expect(alone).toMatchObject({ crashes: i, event: { id: killer.id } });
            await store.settle(((await claim()) as Lease[]).map(done));
            await store.settle([{ ...done(alone), outcome: "released" }]);
          }
        }
        only(await claim());
        now += 30_000;
        expect(await claim()).toEqual([]);
        const found = await store.get(killer.id);
        expect(found?.state).toBe("dead");
        expect(found?.deliveries[0]).toMatchObject({ crashes: MAX_CRASHES });
        expect(found?.deliveries[0]?.attempts.map((a) => a.outcome)).toEqual(Array(MAX_CRASHES).fill("crashed"));
        // A repeat at a sync source asks for it all the same.
        const asked = only(await claim({ event: killer.id }));
        expect(asked).toMatchObject({ crashes: MAX_CRASHES });
        expect(await store.settle([done(asked)])).toEqual([true]);
        expect((await store.get(killer.id))?.state).toBe("done");
      });

      test("a clock that steps back an hour loses nothing", async () => {
        await store.accept([event()]);
        const lease = only(await claim());
        now -= 3_600_000;
        expect(await claim()).toEqual([]);
        expect(await store.settle([done(lease)])).toEqual([true]);
      });
    });

    describe("sync", () => {
      test("its deliveries are never due; claimed by event, also when dead; not when running or done", async () => {
        const given = event({ sync: true, destinations: ["github/*", "other"] });
        await store.accept([given]);
        now += 400 * DAY;
        expect(await claim()).toEqual([]);
        const both = [
          { name: "github/*", limit: 9 },
          { name: "other", limit: 9 },
        ];
        const [a, b] = (await claim({ event: given.id, destinations: both })) as [Lease, Lease];
        expect(await claim({ event: given.id, destinations: both })).toEqual([]);
        await store.settle([done(a), { ...done(b), outcome: "dead", error: "no" }]);
        expect(await claim()).toEqual([]);
        const again = only(await claim({ event: given.id, destinations: both }));
        expect(again.destination).toBe("other");
        await store.settle([done(again)]);
        expect((await store.get(given.id))?.state).toBe("done");
        expect(await claim({ event: given.id, destinations: both })).toEqual([]);
      });
    });

    const rig: StoreRig = { store: () => store, event, claim, done, failed, clock, turn: (ms) => (now += ms) };
    runArchiveSuite(rig);
    runHistorySuite(rig);
    runReplacedSuite(rig);

    runEffectsSuite(subject, rig);

    if (subject.reopen)
      describe("after a restart", () => {
        test("events, keys, leases and open deliveries are there", async () => {
          const [given, other] = [event({ key: "k" }), event({ key: null })];
          await store.accept([given, other]);
          const [lease] = (await claim({ limit: 1 })) as [Lease];
          await store.close();
          store = await subject.reopen!(clock);
          await store.open();
          expect(await store.accept([event({ key: "k" })])).toEqual([{ id: given.id, duplicate: true }]);
          expect(await claim()).toHaveLength(1);
          expect(await store.settle([done(lease)])).toEqual([true]);
        });

        test("events accepted after all were pruned keep their keys over a restart", async () => {
          await store.accept(Array.from({ length: 50 }, () => event({ destinations: [] })));
          now += 100 * DAY;
          expect(await store.prune({ events: DAY, keys: DAY, quarantine: DAY })).toMatchObject({
            events: 50,
            keys: 50,
          });
          for (const key of ["a", "b"]) {
            await store.close();
            store = await subject.reopen!(clock);
            await store.open();
            await store.accept([event({ key, destinations: [] })]);
          }
          await store.close();
          store = await subject.reopen!(clock);
          await store.open();
          const again = await store.accept([event({ key: "a" }), event({ key: "b" }), event({ key: "c" })]);
          expect(again.map((r) => r.duplicate)).toEqual([true, true, false]);
        });
      });
  });
}
