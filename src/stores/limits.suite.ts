import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { newEventId } from "../ids.ts";
import type { StoreUnderTest } from "./store.suite.ts";
import { ALONE_FROM, type ClaimFrom, type Lease, MAX_CRASHES, type Store } from "./store.ts";

/** What every store must do for those who hold a destination back: rate, total, pause. Part of `store.suite.ts`. */
export function runLimitSuite(subject: StoreUnderTest): void {
  describe(`limits: ${subject.name}`, () => {
    let now = 1_790_000_000_000;
    let store: Store;

    beforeEach(async () => {
      now = 1_790_000_000_000;
      store = await subject.create(() => now);
      await store.open();
    });
    afterEach(async () => {
      await store.close();
      await subject.destroy?.();
    });

    const accept = async (count: number, over: { source?: string; to?: string[]; lane?: string } = {}) => {
      const { source = "shop", to = ["orders"], lane } = over;
      const events = Array.from({ length: count }, () => ({
        id: newEventId(),
        source,
        key: newEventId(),
        type: "order.updated",
        headers: [],
        body: new TextEncoder().encode("{}"),
        receivedAt: now,
        destinations: to,
        lanes: lane === undefined ? undefined : [{ destination: to[0]!, key: lane, version: null }],
      }));
      await store.accept(events);
      return events.map(({ id }) => id);
    };
    const claim = (from: Partial<ClaimFrom> = {}, ...more: ClaimFrom[]) =>
      store.claim({
        worker: "w",
        lease: 30_000,
        limit: 100,
        destinations: [{ name: "orders", limit: 100, ...from }, ...more],
      });
    const settle = (leases: readonly Lease[], outcome: "done" | "released" = "done") =>
      store.settle(leases.map(({ delivery, token }) => ({ delivery, token, startedAt: now, endedAt: now, outcome })));

    describe("rate", () => {
      const rate = { limit: 10, per: 1000 };

      test("no more are leased than there are tokens, which come back with time", async () => {
        await accept(40);
        expect(await claim({ rate })).toHaveLength(10);
        expect(await claim({ rate })).toHaveLength(0);
        now += 99;
        expect(await claim({ rate })).toHaveLength(0);
        now += 1;
        expect(await claim({ rate })).toHaveLength(1);
        now += 350;
        expect(await claim({ rate })).toHaveLength(3);
        now += 3_600_000;
        // No more than a bucket is saved up.
        const got = await claim({ rate });
        expect(got.length).toBe(10);
      });

      test("claims that come together share the tokens", async () => {
        await accept(40);
        const all = await Promise.all(Array.from({ length: 8 }, () => claim({ rate, limit: 4 })));
        expect(all.flat()).toHaveLength(10);
      });

      test("what is given back untried costs none; a clock that was set back costs a bucket at most", async () => {
        await accept(40);
        await settle(await claim({ rate }), "released");
        const again = await claim({ rate });
        expect(again).toHaveLength(10);
        now -= 3_600_000;
        expect(await claim({ rate })).toHaveLength(0);
        now += 3_600_000 + 1000;
        expect(await claim({ rate })).toHaveLength(10);
      });

      test("what was not given back, as its lease is lost or it is named twice, brings no token", async () => {
        await accept(40);
        const leases = await claim({ rate });
        await settle(leases.slice(0, 5));
        await settle([...leases, ...leases], "released");
        await settle(leases, "released");
        expect(await claim({ rate })).toHaveLength(5);
      });

      test("a slow one starts one at a time", async () => {
        await accept(9);
        const slow = { limit: 3, per: 60_000 };
        expect(await claim({ rate: slow })).toHaveLength(1);
        now += 19_999;
        expect(await claim({ rate: slow })).toHaveLength(0);
        now += 1;
        expect(await claim({ rate: slow })).toHaveLength(1);
      });

      test("others, without a rate, are not held back", async () => {
        await accept(20, { to: ["orders", "mail"] });
        const got = await claim({ rate }, { name: "mail", limit: 100 });
        expect(got.filter((lease) => lease.destination === "mail")).toHaveLength(20);
        expect(got).toHaveLength(30);
      });
    });

    describe("total", () => {
      test("so many run at once, over all claims; an end or a lost lease makes room", async () => {
        await accept(9);
        const all = await Promise.all(Array.from({ length: 6 }, () => claim({ total: 3, limit: 2 })));
        const first = all.flat();
        expect(first).toHaveLength(3);
        expect(await claim({ total: 3 })).toHaveLength(0);
        await settle(first.slice(0, 1));
        const second = await claim({ total: 3 });
        expect(second).toHaveLength(1);
        await settle(second, "released");
        expect(await claim({ total: 3 })).toHaveLength(1);
        now += 30_000;
        const after = await claim({ total: 3 });
        expect(after).toHaveLength(3);
        await store.renew(after, 30_000);
        now += 20_000;
        expect(await claim({ total: 3 })).toHaveLength(0);
      });

      test("with a rate, the lesser counts", async () => {
        await accept(9);
        expect(await claim({ total: 5, rate: { limit: 2, per: 1000 } })).toHaveLength(2);
        expect(await claim({ total: 2, rate: { limit: 20, per: 1000 } })).toHaveLength(0);
      });

      test("what has crashed before is claimed alone here too, whichever of the two is held back", async () => {
        const mail = { name: "mail", limit: 9 };
        const [killer] = await accept(1, { to: ["mail"] });
        for (let i = 0; i < ALONE_FROM; i++) {
          expect(await claim({ total: 9 }, mail)).toHaveLength(1);
          now += 30_000;
        }
        const [order] = await accept(1);
        const first = await claim({ total: 9 }, mail);
        expect(first.map((lease) => lease.event.id)).toEqual([order]);
        const second = await claim({ total: 9 }, mail);
        expect(second).toMatchObject([{ crashes: ALONE_FROM, event: { id: killer } }]);
        await settle(second, "released");
        await accept(1);
        const third = await claim({ total: 0 }, { ...mail, total: 1 });
        expect(third).toMatchObject([{ event: { id: killer } }]);
      });
    });

    describe("pause", () => {
      test("a paused destination is not leased, and is received for; resumed, it is", async () => {
        await accept(2, { to: ["orders", "mail"] });
        const what = { kind: "destination", name: "orders" } as const;
        expect(await store.pause(what)).toBe(true);
        expect(await store.pause(what)).toBe(false);
        await accept(1);
        const mail = { name: "mail", limit: 9 };
        expect((await claim({}, mail)).map((lease) => lease.destination)).toEqual(["mail", "mail"]);
        expect((await store.stats()).paused).toEqual([{ ...what, at: now }]);
        expect(await store.resume(what)).toBe(true);
        expect(await store.resume(what)).toBe(false);
        expect((await store.stats()).paused).toEqual([]);
        expect(await claim()).toHaveLength(3);
      });

      test("of a paused source nothing is leased, however much there is; others behind it are; resumed, all is, in its order", async () => {
        const what = { kind: "source", name: "shop" } as const;
        const held = await accept(250);
        now += 1;
        expect(await store.pause(what)).toBe(true);
        const [other] = await accept(1, { source: "bank" });
        held.push(...(await accept(1)));
        expect((await claim({ limit: 20 })).map((lease) => lease.event.id)).toEqual([other]);
        expect(await claim({ limit: 20 })).toEqual([]);
        const waiting = await store.get(held[0]!);
        expect(waiting).toMatchObject({
          state: "pending",
          deliveries: [{ state: "pending", crashes: 0, attempts: [] }],
        });
        expect(await store.resume(what)).toBe(true);
        now += 1;
        const got: string[] = [];
        for (let leases = await claim({ limit: 60 }); leases.length > 0; leases = await claim({ limit: 60 }))
          got.push(...leases.map((lease) => lease.event.id));
        expect(got).toEqual(held);
      });

      test("a pause of one source is none of another's, and each is resumed by itself", async () => {
        const [a] = await accept(1, { source: "a" });
        const [b] = await accept(1, { source: "b" });
        await store.pause({ kind: "source", name: "a" });
        await store.pause({ kind: "source", name: "b" });
        expect(await claim()).toEqual([]);
        await store.resume({ kind: "source", name: "b" });
        expect((await claim()).map((lease) => lease.event.id)).toEqual([b]);
        await store.resume({ kind: "source", name: "a" });
        expect((await claim()).map((lease) => lease.event.id)).toEqual([a]);
      });

      test("what of a paused source is met takes no token from what others wait for", async () => {
        const rate = { limit: 10, per: 1000 };
        await accept(35);
        now += 1;
        const others = await accept(10, { source: "bank" });
        await store.pause({ kind: "source", name: "shop" });
        const got = [...(await claim({ rate })), ...(await claim({ rate }))];
        expect(got.map((lease) => lease.event.id).sort()).toEqual(others.sort());
        expect(await claim({ rate })).toEqual([]);
        await store.resume({ kind: "source", name: "shop" });
        expect(await claim({ rate })).toEqual([]);
        now += 1000;
        expect(await claim({ rate })).toHaveLength(10);
      });

      test("what was lost by a crash before its source was paused leaves the others their places", async () => {
        const held = await accept(5);
        expect(await claim({ limit: 5 })).toHaveLength(5);
        await store.pause({ kind: "source", name: "shop" });
        now += 30_000;
        const [other] = await accept(1, { source: "bank" });
        expect((await claim({ limit: 5 })).map((lease) => lease.event.id)).toEqual([other]);
        expect(await claim({ limit: 5 })).toEqual([]);
        await store.resume({ kind: "source", name: "shop" });
        now += 1;
        const got = await claim({ limit: 5 });
        expect(got.map((lease) => [lease.event.id, lease.crashes])).toEqual(held.map((id) => [id, 1]));
        expect((await store.get(held[0]!))?.deliveries[0]?.attempts).toMatchObject([{ outcome: "crashed" }]);
      });

      test("what crashes for the last time while its source is paused is dead, and its lane waits or goes on as ever", async () => {
        for (const skipDead of [false, true]) {
          const source = String(skipDead);
          const [killer, next] = await accept(2, { source, lane: source });
          for (let i = 0; i < MAX_CRASHES; i++) {
            expect((await claim()).map((lease) => lease.event.id)).toEqual([killer]);
            now += 30_000;
          }
          await store.pause({ kind: "source", name: source });
          expect([...(await claim({ skipDead })), ...(await claim({ skipDead }))]).toEqual([]);
          await store.resume({ kind: "source", name: source });
          const got = [...(await claim({ skipDead })), ...(await claim({ skipDead }))];
          expect(got.map((lease) => lease.event.id)).toEqual(skipDead ? [next] : []);
          expect((await store.get(killer!))?.deliveries[0]).toMatchObject({ state: "dead", crashes: MAX_CRASHES });
        }
      });

      test("a paused lane keeps its order", async () => {
        const ids = await accept(3, { lane: "k" });
        await store.pause({ kind: "source", name: "shop" });
        expect(await claim()).toEqual([]);
        await store.resume({ kind: "source", name: "shop" });
        const got: string[] = [];
        for (let leases = await claim(); leases.length > 0; leases = await claim()) {
          expect(leases).toHaveLength(1);
          got.push(leases[0]!.event.id);
          await settle(leases);
        }
        expect(got).toEqual(ids);
      });

      if (subject.reopen)
        test("a pause outlives a restart", async () => {
          const ids = await accept(2);
          await store.pause({ kind: "source", name: "shop" });
          expect(await claim()).toEqual([]);
          await store.close();
          store = await subject.reopen!(() => now);
          await store.open();
          expect(await claim()).toEqual([]);
          await store.resume({ kind: "source", name: "shop" });
          expect((await claim()).map((lease) => lease.event.id)).toEqual(ids);
        });
    });
  });
}
