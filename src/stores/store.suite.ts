import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { newEventId, newQuarantineId, parseDeliveryId } from "../ids.ts";
import type { Clock } from "../types.ts";
import { runEffectsSuite } from "./effects.suite.ts";
import { runLaneSuite } from "./lanes.suite.ts";
import { runLimitSuite } from "./limits.suite.ts";
import { runSearchSuite } from "./search.suite.ts";
import {
  ALONE_FROM,
  type ClaimRequest,
  type EventQuery,
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
const DAY = 86_400_000;

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
    const only = <T>(list: readonly T[]): T => {
      expect(list).toHaveLength(1);
      return list[0]!;
    };

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

    describe("archive", () => {
      test("pages through all, newest first, each once", async () => {
        const ids: string[] = [];
        for (let i = 0; i < 25; i++) {
          const given = event();
          ids.unshift(given.id);
          await store.accept([given]);
        }
        const seen: string[] = [];
        let before: string | undefined;
        for (let pages = 0; pages < 4; pages++) {
          const page = await store.list({ limit: 10, before });
          seen.push(...page.items.map((item) => item.id));
          if (page.next === null) break;
          before = page.next;
        }
        expect(seen).toEqual(ids);
      });

      test("filters by source, type, state and words; clamps the limit", async () => {
        const dead = event({ type: "a", key: "Order-77" });
        await store.accept([dead]);
        await store.settle([{ ...done(only(await claim())), outcome: "dead", error: "x" }]);
        await store.accept([event({ type: "b" }), event({ source: "stripe", destinations: [] })]);
        const ids = async (query: object) => (await store.list(query)).items.map((i) => i.type);
        expect(await ids({ type: "a" })).toEqual(["a"]);
        expect(await ids({ type: "b*" })).toEqual(["b"]);
        expect(await ids({ type: "*" })).toHaveLength(3);
        expect(await ids({ state: "dead" })).toEqual(["a"]);
        expect(await ids({ state: "pending" })).toEqual(["b"]);
        expect((await store.list({ state: "unhandled" })).items[0]?.source).toBe("stripe");
        expect(await ids({ source: "github" })).toEqual(["b", "a"]);
        expect(await ids({ q: "order-77" })).toEqual(["a"]);
        expect(await ids({ q: "%" })).toEqual([]);
        expect((await store.list({ limit: 5000 })).items).toHaveLength(3);
        expect((await store.list({ limit: -5 })).items).toHaveLength(1);
      });

      test("a replay is a new delivery, and its success makes the event done", async () => {
        const given = event();
        await store.accept([given]);
        await store.settle([{ ...done(only(await claim())), outcome: "dead", error: "x" }]);
        const ids = await store.replay(given.id, ["github/*"]);
        expect(ids).toHaveLength(1);
        expect((await store.get(given.id))?.state).toBe("pending");
        const lease = only(await claim());
        expect(lease).toMatchObject({ delivery: ids![0], attempt: 1 });
        await store.settle([done(lease)]);
        const found = await store.get(given.id);
        expect(found?.state).toBe("done");
        expect(found?.deliveries.map((d) => d.state)).toEqual(["dead", "done"]);
        expect(await store.replay(newEventId(), ["github/*"])).toBeUndefined();
      });

      test("quarantine keeps bytes and reason, newest first, bounded for each source", async () => {
        const one = (source: string, body = "x") => ({
          id: newQuarantineId(),
          source,
          reason: "SIGNATURE_MISMATCH",
          detail: "d",
          method: "POST",
          url: "/in/a?b=1",
          headers: ["X-Sig", "1"],
          body: text(body),
          receivedAt: now,
        });
        const first = one("a", "first\u0000");
        await store.quarantine([first, one("b")]);
        const found = await store.quarantinedOne(first.id);
        expect(found).toMatchObject({
          source: "a",
          reason: "SIGNATURE_MISMATCH",
          url: "/in/a?b=1",
          size: 6,
          headers: ["X-Sig", "1"],
        });
        expect(new TextDecoder().decode(found!.body)).toBe("first\u0000");
        await store.quarantine(Array.from({ length: 1000 }, () => one("a")));
        expect(await store.quarantinedOne(first.id)).toBeUndefined();
        expect((await store.quarantined({ source: "b" })).items).toHaveLength(1);
        const page = await store.quarantined({ source: "a", limit: 600 });
        expect(page.items).toHaveLength(600);
        expect((await store.quarantined({ source: "a", limit: 600, before: page.next! })).items).toHaveLength(400);
        expect((await store.stats()).quarantined).toBe(1001);
      });

      test("released: accepted and out of quarantine at once, by one caller", async () => {
        const id = newQuarantineId();
        const refused = {
          id,
          source: "github",
          reason: "SIGNATURE_MISMATCH",
          detail: "",
          method: "POST",
          url: "/",
          headers: [],
          body: text("{}"),
          receivedAt: now,
        };
        await store.quarantine([refused]);
        const results = await Promise.all(Array.from({ length: 8 }, () => store.release(event({ key: null }), id)));
        expect(results.filter((r) => r !== undefined)).toHaveLength(1);
        expect((await store.quarantined({})).items).toEqual([]);
        expect((await store.list({})).items).toHaveLength(1);
        expect((await store.stats()).quarantined).toBe(0);
        await store.accept([event({ key: "again" })]);
        await store.quarantine([{ ...refused, id: newQuarantineId() }]);
        const left = only((await store.quarantined({})).items);
        expect(await store.release(event({ key: "again" }), left.id)).toMatchObject({ duplicate: true });
        expect((await store.quarantined({})).items).toEqual([]);
      });

      test("prune takes what is old, never what is open; a key outlives its event", async () => {
        const [old, open] = [event({ key: "old" }), event({ key: "open", destinations: ["x"] })];
        await store.accept([old, open]);
        await store.settle([done(only(await claim()))]);
        now += 31 * DAY;
        const recent = event({ key: "recent" });
        await store.accept([recent]);
        const retention = { events: 30 * DAY, keys: 90 * DAY, quarantine: 7 * DAY };
        let told = 0;
        const tell = (deleted: number) => (told += deleted);
        expect(await store.prune(retention, tell)).toMatchObject({ events: 1, keys: 0 });
        expect(told).toBe(1);
        expect(await store.get(old.id)).toBeUndefined();
        expect((await store.list({})).items.map((i) => i.id)).toEqual([recent.id, open.id]);
        expect(await store.accept([event({ key: "old" })])).toEqual([{ id: old.id, duplicate: true }]);
        now += 61 * DAY;
        expect(await store.prune(retention, tell)).toMatchObject({ keys: 1 });
        expect(told).toBe(2);
        expect((await store.accept([event({ key: "old" })]))[0]?.duplicate).toBe(false);
        expect((await store.accept([event({ key: "open" })]))[0]?.duplicate).toBe(true);
      });

      test("the backlog: counted no further than asked, its age by what is due and waits", async () => {
        const nothing = await store.backlog({ count: 10, age: true });
        expect(nothing).toMatchObject({ count: 0, age: 0 });
        await store.accept([event({ destinations: ["a", "b"] }), event({ destinations: ["b"] })]);
        now += 5_000;
        await store.accept([event({ destinations: ["0"] })]);
        expect(await store.backlog({ count: 10, age: true })).toMatchObject({ count: 4, age: 5_000 });
        expect((await store.backlog({ count: 3 })).count).toBe(3);
        expect(await store.backlog({})).toMatchObject({ count: 0, age: 0 });
        // What runs is in hand, and what is to be tried later is not due.
        const taken = await claim({ destinations: ["a", "b"].map((name) => ({ name, limit: 10 })) });
        now += 1_000;
        const retry = { startedAt: now, endedAt: now, outcome: "retry", error: "x", retryAt: now + 60_000 } as const;
        await store.settle(taken.slice(0, 1).map(({ delivery, token }) => ({ delivery, token, ...retry })));
        expect(await store.backlog({ count: 10, age: true })).toMatchObject({ count: 4, age: 1_000 });
      });

      test("processes that are there, and that were: by the store's clock, until they leave", async () => {
        const one = { host: "h", pid: 1, startedAt: now, receives: true, destinations: ["a"], holds: { a: 2 } };
        await store.present({ ...one, id: "x" });
        now += 40_000;
        await store.present({ ...one, id: "y", destinations: null });
        await store.present({ ...one, id: "y", destinations: null, holds: {} });
        expect(await store.instances()).toEqual([
          { ...one, id: "y", destinations: null, holds: {}, seenAt: now, alive: true },
          { ...one, id: "x", seenAt: now - 40_000, alive: false },
        ]);
        await store.leave("y");
        now += DAY;
        expect(await store.instances()).toEqual([]);
      });

      test("stats count", async () => {
        await store.accept([event(), event(), event({ source: "stripe", destinations: [] })]);
        await store.settle([done((await claim({ limit: 1 }))[0]!)]);
        const stats = await store.stats();
        expect(stats).toMatchObject({
          events: 3,
          bytes: 6,
          deliveries: { pending: 1, running: 0, done: 1, dead: 0 },
          oldestDueAt: now,
        });
        expect(stats.sources.find((s) => s.source === "github")).toMatchObject({ events: 2, lastAt: now });
      });
    });

    runEffectsSuite(subject, { store: () => store, event, claim, clock, turn: (ms) => (now += ms) });

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

    describe("what people look back on", () => {
      /** Follows `next` to the end, as a page may be short. */
      async function listed(query: EventQuery): Promise<string[]> {
        const ids: string[] = [];
        for (let before: string | undefined; ; ) {
          const page = await store.list({ ...query, before });
          ids.push(...page.items.map((item) => item.id));
          if (page.next === null) return ids;
          before = page.next;
        }
      }
      const settleAll = async (outcome: "done" | "dead", of: Partial<ClaimRequest> = {}) => {
        const leases = await claim(of);
        const error = "Error: no\n  at here";
        await store.settle(
          leases.map(
            (l) =>
              ({
                delivery: l.delivery,
                token: l.token,
                startedAt: now,
                endedAt: now + 5,
                outcome,
                error,
              }) as Settlement,
          ),
        );
        return leases.map((l) => l.event.id);
      };

      test("lists by destination, time and ids", async () => {
        const made = [0, 1, 2].map((i) =>
          event({ receivedAt: now + i * 1000, destinations: i === 1 ? ["github/*", "github/other"] : ["github/*"] }),
        );
        await store.accept(made);
        const [a, b, c] = made.map((one) => one.id) as [string, string, string];
        expect(await listed({ destination: "github/other" })).toEqual([b]);
        expect(await listed({ destination: "github/*" })).toEqual([c, b, a]);
        expect(await listed({ after: now + 1000 })).toEqual([c, b]);
        expect(await listed({ until: now + 1000 })).toEqual([a]);
        expect(await listed({ after: now + 500, until: now + 1500 })).toEqual([b]);
        expect(await listed({ ids: [c, a, "evt_x", newEventId()] })).toEqual([c, a]);
        expect(await listed({ ids: [c, a], source: "other" })).toEqual([]);
        await settleAll("done");
        expect(await listed({ destination: "github/*" })).toEqual([c, b, a]);
        expect(await listed({ destination: "github/other", state: "pending" })).toEqual([b]);
      });

      test("the few of a destination, far below and among thousands of others, with filters and by a replay", async () => {
        const rare = (i: number) => i === 3 || i === 1200 || i === 2500;
        const made = Array.from({ length: 3000 }, (_, i) =>
          event({ destinations: rare(i) ? ["github/*", "github/rare"] : ["github/*"], type: i === 3 ? "a.b" : "c.d" }),
        );
        for (let i = 0; i < made.length; i += 500) await store.accept(made.slice(i, i + 500));
        const [a, b, c] = made.filter((_, i) => rare(i)).map(({ id }) => id) as [string, string, string];
        expect(await listed({ destination: "github/rare" })).toEqual([c, b, a]);
        expect(await listed({ destination: "github/rare", limit: 1 })).toEqual([c, b, a]);
        expect(await listed({ destination: "github/rare", type: "a.b" })).toEqual([a]);
        const below = await store.list({ destination: "github/rare", before: c });
        expect(below.items.map(({ id }) => id)).toEqual([b, a]);
        expect(await listed({ destination: "github/none" })).toEqual([]);
        await store.replay(b, ["github/late"]);
        expect(await listed({ destination: "github/late" })).toEqual([b]);
        await settleAll("done", { destinations: [{ name: "github/rare", limit: 100 }] });
        expect(await listed({ destination: "github/rare", state: "done" })).toEqual([]);
        expect(await listed({ destination: "github/rare" })).toEqual([c, b, a]);
        await settleAll("done", { event: b, destinations: [{ name: "github/late", limit: 1 }] });
        expect(await listed({ destination: "github/late" })).toEqual([b]);
      });

      test("the few of a source or a type, far below, also where more types came than anyone counts", async () => {
        const rare = (i: number) => i === 5 || i === 700 || i === 2400;
        const made = Array.from({ length: 2500 }, (_, i) =>
          event({
            source: rare(i) ? "stripe" : "github",
            type: rare(i) ? "rare.type" : i < 1200 ? `made.up${i % 300}` : "usual",
            destinations: [],
          }),
        );
        for (let i = 0; i < made.length; i += 500) await store.accept(made.slice(i, i + 500));
        const few = made.filter((_, i) => rare(i)).map(({ id }) => id);
        const [a, b, c] = few as [string, string, string];
        for (const query of [
          { source: "stripe" },
          { type: "rare.type" },
          { type: "rare.*" },
          { type: "ra*", source: "stripe" },
        ]) {
          expect([query, await listed(query)]).toEqual([query, [c, b, a]]);
          expect([query, await listed({ ...query, limit: 1 })]).toEqual([query, [c, b, a]]);
          expect([query, await listed({ ...query, source: "none" })]).toEqual([query, []]);
        }
        expect(await listed({ type: "made.up299" })).toEqual([1199, 899, 599, 299].map((i) => made[i]!.id));
        expect(await listed({ type: "made.*", limit: 1000 })).toHaveLength(1198);
        expect(await listed({ type: "none" })).toEqual([]);
        expect(await listed({ type: "*", source: "stripe" })).toEqual([c, b, a]);
      });

      test("each state, in pages of one, is the same set as its events' states", async () => {
        const made = Array.from({ length: 9 }, (_, i) => event({ destinations: i % 3 === 0 ? [] : ["github/*"] }));
        for (const one of made) await store.accept([one]);
        const dead = await settleAll("dead", { limit: 2 });
        const done = await settleAll("done", { limit: 2 });
        const running = (await claim({ limit: 1 })).map((l) => l.event.id);
        await store.replay(dead[0]!, ["github/*"]);
        const all = await store.list({});
        for (const state of ["pending", "running", "done", "dead", "unhandled"] as const) {
          const wanted = all.items.filter((item) => item.state === state).map((item) => item.id);
          expect([state, await listed({ state, limit: 1 })]).toEqual([state, wanted]);
        }
        expect(await listed({ state: "dead" })).toEqual([dead[1]]);
        expect((await listed({ state: "done" })).sort()).toEqual(done.sort());
        expect(await listed({ state: "running" })).toEqual(running);
      });

      test("an event's state is that of all its deliveries, whichever destination it is asked for", async () => {
        const [both, one] = [event({ destinations: ["a", "b"] }), event({ destinations: ["b"] })];
        await store.accept([both, one]);
        await settleAll("dead", { destinations: [{ name: "a", limit: 1 }] });
        expect(await listed({ state: "dead", destination: "b" })).toEqual([both.id]);
        await claim({ destinations: [{ name: "b", limit: 2 }] });
        await store.replay(both.id, ["a"]);
        expect(await listed({ state: "running", destination: "a" })).toEqual([both.id]);
        expect(await listed({ state: "running" })).toEqual([one.id, both.id]);
      });

      test("the feed gives each event once, in the order of commits, from any cursor", async () => {
        const start = await store.feed({});
        expect(start).toMatchObject({ items: [], lost: false });
        expect(await store.feed({ after: start.cursor })).toMatchObject({ items: [], lost: false });
        const first = event();
        await store.accept([first]);
        const second = await store.feed({ after: start.cursor });
        expect(second.items.map((item) => [item.id, item.state])).toEqual([[first.id, "pending"]]);
        await settleAll("done");
        const [third, fourth] = [event(), event({ destinations: [] })];
        await Promise.all([store.accept([third]), store.accept([fourth])]);
        const ids = (feed: { items: { id: string }[] }) => feed.items.map((item) => item.id).sort();
        expect(ids(await store.feed({ after: second.cursor }))).toEqual([third.id, fourth.id].sort());
        expect(ids(await store.feed({ after: start.cursor }))).toEqual([first.id, third.id, fourth.id].sort());
        for (const after of ["x", "99999999", "", "1.1:2:"])
          expect((await store.feed({ after })).items.length).toBeLessThan(4);
        expect(await store.feed({ after: "nonsense" })).toMatchObject({ items: [], lost: true });
      });

      test("the dead, with the error of the last attempt; not those that were replayed", async () => {
        await store.accept([event(), event(), event({ destinations: ["github/other"] })]);
        const dead = await settleAll("dead", {
          destinations: [
            { name: "github/*", limit: 9 },
            { name: "github/other", limit: 9 },
          ],
        });
        expect(await store.dead({})).toHaveLength(3);
        const [other, ...more] = await store.dead({ destination: "github/other" });
        expect(more).toEqual([]);
        expect(other).toMatchObject({ destination: "github/other", receivedAt: now, error: "Error: no\n  at here" });
        const gone = dead.find((id) => id !== other?.event)!;
        await store.replay(gone, ["github/*"]);
        expect((await store.dead({})).map((one) => one.event)).not.toContain(gone);
        const { deliveries, destinations } = await store.stats();
        expect([deliveries.dead, destinations.find((one) => one.destination === "github/*")?.dead]).toEqual([2, 1]);
        expect((await store.get(gone))!.deliveries.map(({ state }) => state)).toEqual(["dead", "pending"]);
        await settleAll("dead");
        expect((await store.stats()).deliveries.dead).toBe(3);
        now += 40 * DAY;
        await store.prune({ events: 30 * DAY, keys: 90 * DAY, quarantine: 7 * DAY });
        expect((await store.stats()).deliveries.dead).toBe(0);
        await store.accept([event(), event({ destinations: ["github/other"] })]);
        await settleAll("dead", {
          destinations: [
            { name: "github/*", limit: 9 },
            { name: "github/other", limit: 9 },
          ],
        });
        expect(await store.dead({ limit: 1 })).toHaveLength(1);
      });

      test("the journal: newest first, by kind, subject and time; pruned by age", async () => {
        const note = (kind: "audit" | "figures", subject: string | null, at: number) => ({
          kind,
          subject,
          at,
          data: { at },
        });
        await store.note([note("audit", "evt_1", now), note("audit", null, now + 1), note("figures", "p", now)]);
        await store.note([note("audit", "evt_1", now + 2)]);
        const audit = await store.notes({ kind: "audit" });
        expect(audit.map((one) => [one.subject, one.at, one.data])).toEqual([
          ["evt_1", now + 2, { at: now + 2 }],
          [null, now + 1, { at: now + 1 }],
          ["evt_1", now, { at: now }],
        ]);
        expect((await store.notes({ kind: "audit", before: audit[0]!.id, limit: 1 })).map((one) => one.at)).toEqual([
          now + 1,
        ]);
        expect(await store.notes({ kind: "audit", subject: "evt_1" })).toHaveLength(2);
        expect(await store.notes({ kind: "figures", subject: "p", since: now })).toHaveLength(1);
        expect(await store.notes({ kind: "figures", since: now + 1 })).toHaveLength(0);
        now += 3 * DAY;
        await store.prune({ events: 30 * DAY, keys: 90 * DAY, quarantine: 7 * DAY });
        expect(await store.notes({ kind: "figures" })).toHaveLength(0);
        expect(await store.notes({ kind: "audit" })).toHaveLength(3);
      });

      test("repeats say when they came; each destination how old its backlog is", async () => {
        const one = event();
        await store.accept([one]);
        await store.accept([{ ...event(), key: one.key }]);
        await expect.poll(async () => (await store.get(one.id))?.repeats).toBe(1);
        const repeated = await store.get(one.id);
        expect(repeated?.firstRepeatAt).toEqual(expect.any(Number));
        expect(repeated?.lastRepeatAt).toEqual(repeated?.firstRepeatAt);
        const { destinations } = await store.stats();
        expect(destinations).toEqual([
          { destination: "github/*", pending: 1, running: 0, dead: 0, blocked: 0, oldestDueAt: now },
        ]);
      });
    });
  });
}
