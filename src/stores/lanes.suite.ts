import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { newEventId } from "../ids.ts";
import type { Clock } from "../types.ts";
import type { StoreUnderTest } from "./store.suite.ts";
import {
  type ClaimFrom,
  type ClaimRequest,
  type Lease,
  type LeaseRef,
  MAX_CRASHES,
  type NewEvent,
  type Store,
} from "./store.ts";

const DAY = 86_400_000;

/** What every store must do for those who want an order. Part of `store.suite.ts`. */
export function runLaneSuite(subject: StoreUnderTest): void {
  describe(`lanes: ${subject.name}`, () => {
    let now = 1_790_000_000_000;
    const clock: Clock = () => now;
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

    const event = (key: string | undefined, over: { version?: number; to?: string[] } = {}): NewEvent => {
      const { version = null, to = ["orders"] } = over;
      return {
        id: newEventId(),
        source: "shop",
        key: newEventId(),
        type: "order.updated",
        headers: [],
        body: new TextEncoder().encode(`{"order":"${key}"}`),
        receivedAt: now,
        destinations: to,
        lanes: key === undefined ? undefined : to.map((destination) => ({ destination, key, version })),
      };
    };
    const accept = async (...events: NewEvent[]): Promise<string[]> => {
      await store.accept(events);
      return events.map(({ id }) => id);
    };
    const claim = (over: Partial<ClaimRequest> & { from?: Partial<ClaimFrom> } = {}) =>
      store.claim({
        worker: "w",
        lease: 30_000,
        limit: 100,
        destinations: [{ name: "orders", limit: 100, ...over.from }],
        ...over,
      });
    const ends = {
      done: { outcome: "done" },
      stale: { outcome: "stale" },
      released: { outcome: "released" },
      dead: { outcome: "dead", error: "no" },
      skip: { outcome: "dead", error: "no", skip: true },
      retry: { outcome: "retry", error: "no", retryAt: 0 },
    } as const;
    const settleOn = async (
      on: Pick<Store, "settle">,
      { delivery, token, inLane }: LeaseRef,
      how: keyof typeof ends,
    ): Promise<boolean> => {
      const settlement = { delivery, token, inLane, startedAt: now, endedAt: now, ...ends[how] };
      const [written] = await on.settle([
        settlement.outcome === "retry" ? { ...settlement, retryAt: now } : settlement,
      ]);
      return written === true;
    };
    const settle = (lease: LeaseRef, how: keyof typeof ends) => settleOn(store, lease, how);
    const idsOf = (leases: readonly Lease[]) => leases.map((lease) => lease.event.id);
    const only = <T>(list: readonly T[]): T => {
      expect(list).toHaveLength(1);
      return list[0]!;
    };

    test("one at a time, in the order of commits; other lanes, and what keeps no order, run beside it", async () => {
      const [a1, a2, b1, free] = await accept(event("a"), event("a"), event("b"), event(undefined));
      const [a3] = await accept(event("a"));
      const first = await claim();
      expect(new Set(idsOf(first))).toEqual(new Set([a1, b1, free]));
      expect(await claim()).toEqual([]);
      const waiting = (await store.get(a2!))!.deliveries[0]!;
      expect(waiting).toMatchObject({
        state: "pending",
        dueAt: null,
        lane: "a",
        waitsFor: first[0]!.delivery,
        holdsLane: false,
      });
      for (const lease of first) expect(await settle(lease, "done")).toBe(true);
      const second = only(await claim());
      expect(second.event.id).toBe(a2);
      await settle(second, "done");
      const third = only(await claim());
      expect(third.event.id).toBe(a3);
      await settle(third, "done");
      expect((await store.get(a3!))?.state).toBe("done");
      const [a4] = await accept(event("a"));
      expect(idsOf(await claim())).toEqual([a4]);
    });

    test("a lane is a destination's own", async () => {
      const [one, two] = await accept(event("a", { to: ["orders", "mail"] }), event("a", { to: ["mail", "orders"] }));
      const both = [
        { name: "orders", limit: 9 },
        { name: "mail", limit: 9 },
      ];
      const first = await claim({ destinations: both });
      expect(idsOf(first)).toEqual([one, one]);
      await settle(first.find((lease) => lease.destination === "mail")!, "done");
      const next = only(await claim({ destinations: both }));
      expect(next).toMatchObject({ destination: "mail", event: { id: two } });
    });

    test("one that is tried again, given back or lost in a crash keeps its lane", async () => {
      const [first, second] = await accept(event("a"), event("a"));
      for (const end of ["retry", "released"] as const) {
        const lease = only(await claim());
        expect(lease.event.id).toBe(first);
        await settle(lease, end);
      }
      const lost = only(await claim());
      expect(await claim()).toEqual([]);
      now += 30_000;
      const again = only(await claim());
      expect(again).toMatchObject({ crashes: 1, event: { id: first } });
      expect(await settle(lost, "done")).toBe(false);
      expect(await claim()).toEqual([]);
      await settle(again, "done");
      expect(idsOf(await claim())).toEqual([second]);
    });

    test("a dead one holds its lane; its replay runs first, in its place", async () => {
      const [first, second] = await accept(event("a"), event("a"));
      await settle(only(await claim()), "dead");
      const [third] = await accept(event("a"));
      now += DAY;
      expect(await claim()).toEqual([]);
      expect((await store.get(second!))!.deliveries[0]!.waitsFor).toBe((await store.get(first!))!.deliveries[0]!.id);
      expect((await store.stats()).destinations).toMatchObject([
        { destination: "orders", pending: 2, dead: 1, blocked: 1 },
      ]);
      expect(await store.prune({ events: 1, keys: 1, quarantine: 1 })).toMatchObject({ events: 0 });
      await store.replay(first!, ["orders"]);
      expect((await store.stats()).destinations[0]).toMatchObject({ blocked: 0 });
      for (const expected of [first, second, third]) {
        const lease = only(await claim());
        expect(lease.event.id).toBe(expected);
        await settle(lease, "done");
      }
      expect(await claim()).toEqual([]);
    });

    test("a dead one that is skipped lets its lane go on, once", async () => {
      const [first, second, third] = await accept(event("a"), event("a"), event("a"));
      const dead = only(await claim());
      await settle(dead, "dead");
      const holds = async () => (await store.get(first!))!.deliveries[0]!.holdsLane;
      expect(await holds()).toBe(true);
      expect(await store.skip(first!)).toEqual([dead.delivery]);
      expect(await holds()).toBe(false);
      expect(await store.skip(first!)).toEqual([]);
      expect(await store.skip("evt_nonsense")).toEqual([]);
      const next = only(await claim());
      expect(next.event.id).toBe(second);
      await settle(next, "skip");
      expect(idsOf(await claim())).toEqual([third]);
    });

    test("what crashes until it is dead holds its lane, or not, as its destination says", async () => {
      for (const skipDead of [false, true]) {
        const key = String(skipDead);
        const [killer, next] = await accept(event(key), event(key));
        for (let i = 0; i < MAX_CRASHES; i++) {
          expect(only(await claim()).event.id).toBe(killer);
          now += 30_000;
        }
        // The next one is due by the time of the claim after.
        const got = [...(await claim({ from: { skipDead } })), ...(await claim({ from: { skipDead } }))];
        expect(idsOf(got)).toEqual(skipDead ? [next] : []);
        expect((await store.get(killer!))?.deliveries[0]).toMatchObject({ state: "dead", crashes: MAX_CRASHES });
      }
    });

    test("a replay of what was done waits for the one that runs, and goes before what waits", async () => {
      const [first, second, third] = await accept(event("a"), event("a"), event("a"));
      await settle(only(await claim()), "done");
      const running = only(await claim());
      expect(running.event.id).toBe(second);
      await store.replay(first!, ["orders"], [{ destination: "orders", key: "a", version: null }]);
      expect(await claim()).toEqual([]);
      await settle(running, "done");
      const again = only(await claim());
      expect(again.event.id).toBe(first);
      await settle(again, "done");
      expect(idsOf(await claim())).toEqual([third]);
    });

    test("replays that wait go in the order of their events, in whatever order they were asked for", async () => {
      const [first, second, third, fourth] = await accept(event("a"), event("a"), event("a"), event("a"));
      for (let i = 0; i < 2; i++) await settle(only(await claim()), "done");
      const running = only(await claim());
      const again = async (id: string | undefined) =>
        (await store.replay(id!, ["orders"], [{ destination: "orders", key: "a", version: null }]))![0];
      const asked = [await again(second), await again(fourth), await again(first), await again(first)];
      await settle(running, "done");
      const order: string[] = [];
      for (let i = 0; i < 5; i++) {
        const lease = only(await claim());
        order.push(lease.delivery);
        await settle(lease, "done");
      }
      const original = order.find((id) => id.endsWith("_0"));
      expect(order).toEqual([asked[2], asked[3], asked[0], original, asked[1]]);
      expect([running.event.id, original?.slice(4, -2)]).toEqual([third, fourth?.slice(4)]);
    });

    test("what is older than what has been done is stale; the same version is not, and a replay never", async () => {
      const [new_, old, same, unsaid] = await accept(
        event("a", { version: 20.5 }),
        event("a", { version: 20.25 }),
        event("a", { version: 20.5 }),
        event("a"),
      );
      for (const [id, stale] of [
        [new_, undefined],
        [old, true],
        [same, undefined],
        [unsaid, undefined],
      ] as const) {
        const lease = only(await claim());
        expect([lease.event.id, lease.stale]).toEqual([id, stale]);
        await settle(lease, stale ? "stale" : "done");
      }
      expect(await store.get(old!)).toMatchObject({
        state: "done",
        deliveries: [{ attempts: [{ outcome: "stale" }] }],
      });
      await store.replay(old!, ["orders"], [{ destination: "orders", key: "a", version: 20.25 }]);
      const replayed = only(await claim());
      expect(replayed.stale).toBeUndefined();
      await settle(replayed, "done");
      // Kept while keys are, although nothing of the lane is open.
      await accept(event("a", { version: 1 }));
      expect(only(await claim()).stale).toBe(true);
    });

    test("what a lane has done last is forgotten with the keys", async () => {
      await accept(event("a", { version: 9 }));
      await settle(only(await claim()), "done");
      now += 10 * DAY;
      await store.prune({ events: 30 * DAY, keys: 9 * DAY, quarantine: DAY });
      await accept(event("a", { version: 1 }));
      expect(only(await claim()).stale).toBeUndefined();
    });

    test("a settlement that does not say that it ends in a lane lets the next one go as well", async () => {
      const [first, second, free] = await accept(event("a"), event("a"), event(undefined));
      const leases = await claim();
      expect(new Set(idsOf(leases))).toEqual(new Set([first, free]));
      const said = leases.map(({ delivery, token, inLane }) => ({ delivery, token, inLane: !inLane }));
      for (const ref of said) expect(await settle(ref, "done")).toBe(true);
      expect(idsOf(await claim())).toEqual([second]);
    });

    test.each([true, false])(
      "many hands, and settlements that say they are in a lane (%s): never two of one at once, each in its turn, all done",
      async (says) => {
        expect(await race(says ? store : forgetful(store))).toEqual({ together: 0, outOfTurn: 0, done: 90 });
      },
    );

    test("the control: lanes that are looked at by the claim, instead of being passed on by the settlement", async () => {
      const { together, outOfTurn } = await race(claimTimeLanes(store));
      expect(together + outOfTurn).toBeGreaterThan(0);
    });

    /** Three senders, each with a lane that it fills in turn; six workers; ends of all kinds. */
    async function race(on: Pick<Store, "accept" | "claim" | "settle">) {
      const turns = new Map<string, string[]>();
      const running = new Map<string, number>();
      const seen = { together: 0, outOfTurn: 0, done: 0 };
      const pause = () => new Promise((resolve) => setTimeout(resolve, Math.random() * 3));
      async function send(key: string): Promise<void> {
        for (let sent = 0; sent < 30; ) {
          const batch = Array.from({ length: Math.min(30 - sent, 1 + Math.floor(Math.random() * 3)) }, () =>
            event(key),
          );
          sent += batch.length;
          turns.set(key, [...(turns.get(key) ?? []), ...batch.map(({ id }) => id)]);
          await on.accept(batch);
          await pause();
        }
      }
      function note(key: string, lease: Lease): void {
        const beside = running.get(key) ?? 0;
        running.set(key, beside + 1);
        if (beside > 0) seen.together += 1;
        if (turns.get(key)![0] !== lease.event.id) seen.outOfTurn += 1;
      }
      function end(key: string, lease: Lease, how: keyof typeof ends): void {
        running.set(key, running.get(key)! - 1);
        if (how !== "done" && how !== "skip") return;
        turns.set(
          key,
          turns.get(key)!.filter((id) => id !== lease.event.id),
        );
        seen.done += 1;
      }
      async function handle(lease: Lease): Promise<void> {
        const key = JSON.parse(new TextDecoder().decode(lease.event.body)).order as string;
        note(key, lease);
        await pause();
        const how = (["done", "done", "done", "released", "retry", "skip"] as const)[Math.floor(Math.random() * 6)]!;
        end(key, lease, how);
        await settleOn(on, lease, how);
      }
      async function work(): Promise<void> {
        for (let idle = 0; seen.done < 90 && idle < 2000; idle++) {
          const leases = await on.claim({
            worker: "w",
            lease: 30_000,
            limit: 3,
            destinations: [{ name: "orders", limit: 3 }],
          });
          if (leases.length === 0) await pause();
          else idle = 0;
          await Promise.all(leases.map(handle));
        }
      }
      await Promise.all([...["a", "b", "c"].map(send), ...Array.from({ length: 6 }, work)]);
      return seen;
    }
  });
}

/** Settlements that do not say that they end in a lane. */
const forgetful = (store: Store): Pick<Store, "accept" | "claim" | "settle"> => ({
  accept: (batch) => store.accept(batch),
  claim: (request) => store.claim(request),
  settle: (batch) => store.settle(batch.map((one) => ({ ...one, inLane: undefined }))),
});

/** The rule broken: nothing waits, and each claim gives back what it finds to be another's turn. Too late, and in no order. */
function claimTimeLanes(store: Store): Pick<Store, "accept" | "claim" | "settle"> {
  const busy = new Map<string, string>();
  const laneOf = (lease: Lease) => new TextDecoder().decode(lease.event.body);
  return {
    accept: (batch) => store.accept(batch.map(({ lanes: _, ...event }) => event)),
    claim: async (request) => {
      const before = new Set(busy.keys());
      const leases = await store.claim(request);
      const mine = leases.filter((lease) => !before.has(laneOf(lease)));
      for (const lease of mine) busy.set(laneOf(lease), lease.delivery);
      const back = leases.filter((lease) => !mine.includes(lease));
      await store.settle(
        back.map(({ delivery, token }) => ({
          delivery,
          token,
          startedAt: 0,
          endedAt: 0,
          outcome: "released" as const,
        })),
      );
      return mine;
    },
    settle: async (batch) => {
      for (const [lane, delivery] of busy) if (batch.some((one) => one.delivery === delivery)) busy.delete(lane);
      return await store.settle(batch);
    },
  };
}
