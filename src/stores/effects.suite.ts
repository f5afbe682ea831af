import { beforeEach, describe, expect, test } from "vitest";
import { newEventId } from "../ids.ts";
import type { StoreRig } from "./rig.suite.ts";
import type { StoreUnderTest } from "./store.suite.ts";
import type { Lease } from "./store.ts";

/** A part of the suite of a store: what a handler writes by `ctx.commit` and `ctx.once`. */
export function runEffectsSuite({ words }: StoreUnderTest, { store, event, claim, clock, turn }: StoreRig): void {
  const leased = async (given = event()): Promise<Lease> => {
    await store().accept([given]);
    return (await claim())[0]!;
  };
  const of = ({ delivery, token }: Lease) => ({
    delivery,
    token,
    startedAt: clock(),
    clock,
    timeout: 300_000,
    signal: new AbortController().signal,
  });
  const settled = ({ delivery, token }: Lease) =>
    store().settle([{ delivery, token, startedAt: clock(), endedAt: clock(), outcome: "done" }]);
  const stateOf = async (lease: Lease) => (await store().get(lease.event.id))?.deliveries[0]?.state;
  /** Another worker has it: the lease ran out. */
  const lose = async () => {
    turn(60_000);
    expect(await claim()).toHaveLength(1);
  };

  describe("once", () => {
    test("a result stays, for the next lease as well; another step and another delivery have none", async () => {
      const lease = await leased(event({ destinations: ["github/*", "b"] }));
      expect(await store().recall(lease, "charge")).toEqual({ held: true });
      expect(await store().keep(lease, "charge", '{"id":1}')).toBe(true);
      expect(await store().keep(lease, "charge", "2")).toBe(true);
      turn(60_000);
      const [again] = await claim();
      expect(again?.delivery).toBe(lease.delivery);
      expect(await store().recall(again!, "charge")).toEqual({ held: true, result: '{"id":1}' });
      expect(await store().recall(again!, "mail")).toEqual({ held: true });
      const [other] = await claim({ destinations: [{ name: "b", limit: 1 }] });
      expect(await store().recall(other!, "charge")).toEqual({ held: true });
    });

    test("fenced: who has lost the lease keeps nothing", async () => {
      const lease = await leased();
      await lose();
      expect((await store().recall(lease, "charge")).held).toBe(false);
      expect(await store().keep(lease, "charge", "1")).toBe(false);
      expect((await store().recall({ delivery: "dlv_no", token: 1 }, "charge")).held).toBe(false);
    });

    test("pruned with its event", async () => {
      const lease = await leased();
      await store().keep(lease, "charge", "1");
      await settled(lease);
      turn(100 * 86_400_000);
      const retention = { events: 86_400_000, keys: 86_400_000, quarantine: 86_400_000 };
      expect((await store().prune(retention)).events).toBe(1);
      const again = await leased({ ...event(), id: lease.event.id });
      expect(again.delivery).toBe(lease.delivery);
      expect(await store().recall(again, "charge")).toEqual({ held: true });
    });
  });

  if (!words) {
    test("commit is refused, in so many words", async () => {
      const lease = await leased();
      await expect(store().commit(of(lease), () => 1)).rejects.toMatchObject({ code: "COMMIT_UNSUPPORTED" });
      expect(await stateOf(lease)).toBe("running");
    });
    return;
  }

  describe("commit", () => {
    beforeEach(() => words.create());

    test("writes and the mark are there together; the function's value comes back", async () => {
      const lease = await leased();
      const value = await store().commit(of(lease), (tx) => {
        const written = words.write(tx, "a");
        return written instanceof Promise ? written.then(() => "value") : "value";
      });
      expect(value).toBe("value");
      expect(await words.read()).toEqual(["a"]);
      const detail = await store().get(lease.event.id);
      expect(detail?.deliveries[0]).toMatchObject({ state: "done", attempts: [{ outcome: "done" }] });
      expect((await store().stats()).deliveries).toEqual({ pending: 0, running: 0, done: 1, dead: 0 });
      expect(await settled(lease)).toEqual([false]);
    });

    test("what the function throws is thrown, and nothing of it is kept", async () => {
      const lease = await leased();
      const oops = new TypeError("oops");
      const throwing = store().commit(of(lease), (tx) => {
        const written = words.write(tx, "a");
        const fail = () => {
          throw oops;
        };
        return written instanceof Promise ? written.then(fail) : fail();
      });
      await expect(throwing).rejects.toBe(oops);
      expect(await words.read()).toEqual([]);
      expect(await stateOf(lease)).toBe("running");
      expect(store().trouble()).toBeUndefined();
      expect(await settled(lease)).toEqual([true]);
    });

    test("an error of the database in the function is the function's: the store is well", async () => {
      const lease = await leased();
      await expect(store().commit(of(lease), (tx) => words.write(tx, null as unknown as string))).rejects.toThrow(
        /null/i,
      );
      expect(store().trouble()).toBeUndefined();
      expect(await settled(lease)).toEqual([true]);
    });

    test("a lease that is lost: LEASE_LOST, and the function is not run", async () => {
      const lease = await leased();
      await lose();
      let ran = false;
      const late = store().commit(of(lease), () => {
        ran = true;
      });
      await expect(late).rejects.toMatchObject({ code: "LEASE_LOST" });
      expect(ran).toBe(false);
      const unknown = { ...of(lease), delivery: `dlv_${newEventId().slice(4)}_0` };
      await expect(store().commit(unknown, () => 1)).rejects.toMatchObject({ code: "LEASE_LOST" });
    });

    test("of many commits with one lease one is kept", async () => {
      const lease = await leased();
      const ends = await Promise.allSettled(
        Array.from({ length: 8 }, (_, i) => store().commit(of(lease), (tx) => words.write(tx, `w${i}`))),
      );
      expect(ends.filter((end) => end.status === "fulfilled")).toHaveLength(1);
      for (const end of ends) if (end.status === "rejected") expect(end.reason).toMatchObject({ code: "LEASE_LOST" });
      expect(await words.read()).toHaveLength(1);
      expect((await store().stats()).deliveries.done).toBe(1);
    });

    test("a commit does not stand in the way of accepts and settlements", async () => {
      await store().accept(Array.from({ length: 40 }, () => event()));
      const leases = await claim();
      const ends = await Promise.all(
        leases.flatMap((lease, i) => [
          i % 2 ? settled(lease) : store().commit(of(lease), (tx) => words.write(tx, lease.delivery)),
          store().accept([event()]),
        ]),
      );
      expect(ends).toHaveLength(80);
      expect((await words.read()).sort()).toEqual(leases.flatMap((l, i) => (i % 2 ? [] : l.delivery)).sort());
      expect((await store().stats()).deliveries).toEqual({ pending: 40, running: 0, done: 40, dead: 0 });
    });
  });
}
