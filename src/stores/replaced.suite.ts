import { describe, expect, test } from "vitest";
import { only, type StoreRig } from "./rig.suite.ts";
import { type ClaimRequest, type Lease, MAX_CRASHES, type NewEvent } from "./store.ts";

const TO = "orders";

/** A part of the suite of a store: a delivery that dies after its replay was made. The replay stands for it. */
export function runReplacedSuite({ store, event, claim, failed, done, clock, turn }: StoreRig): void {
  const given = (key?: string): NewEvent =>
    event({ destinations: [TO], lanes: key === undefined ? [] : [{ destination: TO, key, version: null }] });
  const take = (over: Partial<ClaimRequest> = {}) => claim({ destinations: [{ name: TO, limit: 100 }], ...over });
  const die = ({ delivery, token, inLane }: Lease) =>
    store().settle([
      { delivery, token, inLane, startedAt: clock(), endedAt: clock(), outcome: "dead" as const, error: "no" },
    ]);
  /** Failed once, and waiting for its retry. */
  async function failing(...events: NewEvent[]): Promise<string> {
    await store().accept(events);
    await store().settle([failed(only(await take()), 1_000)]);
    return events[0]!.id;
  }
  async function nothingDead(): Promise<void> {
    const { deliveries, destinations } = await store().stats();
    expect(deliveries.dead).toBe(0);
    for (const { dead, blocked } of destinations) expect([dead, blocked]).toEqual([0, 0]);
    expect(await store().dead({})).toEqual([]);
  }

  describe("a delivery that dies after its replay was made", () => {
    test.each([true, false])(
      "lets go of its lane: the replay runs, then what waits (it says its lane: %s)",
      async (says) => {
        const second = given("a");
        const id = await failing(given("a"), second);
        const [replay] = (await store().replay(id, [TO]))!;
        turn(1_000);
        const last = only(await take());
        expect(await die(says ? last : { ...last, inLane: undefined })).toEqual([true]);
        expect((await store().get(id))?.deliveries).toMatchObject([
          { state: "dead", holdsLane: false },
          { state: "pending", holdsLane: true },
        ]);
        await nothingDead();
        expect(await store().skip(id)).toEqual([]);
        for (const expected of [replay, second.id]) {
          const lease = only(await take());
          expect([lease.delivery, lease.event.id]).toContain(expected);
          await store().settle([done(lease)]);
        }
        expect((await store().get(id))?.state).toBe("done");
      },
    );

    test("by crashes: the same", async () => {
      const id = await failing(given("a"));
      const [replay] = (await store().replay(id, [TO]))!;
      turn(1_000);
      for (let i = 0; i < MAX_CRASHES; i++) {
        expect((await take()).map((lease) => lease.delivery)).not.toEqual([replay]);
        turn(30_000);
      }
      // What a claim has buried lets the next one go, which is due by the claim after.
      const got = [...(await take()), ...(await take())];
      expect(got.map((lease) => lease.delivery)).toEqual([replay]);
      await nothingDead();
    });

    test.each([["done"], ["open"], ["dead"]])("in no lane, its replay %s: it is not among the dead", async (how) => {
      const id = await failing(given());
      await store().replay(id, [TO]);
      const replayed = only(await take());
      if (how === "done") await store().settle([done(replayed)]);
      if (how === "dead") await die(replayed);
      turn(1_000);
      expect(await die(only(await take()))).toEqual([true]);
      if (how !== "dead") return await nothingDead();
      expect((await store().stats()).deliveries.dead).toBe(1);
      expect(await store().dead({})).toHaveLength(1);
      // A second replay stands for both.
      await store().replay(id, [TO]);
      await nothingDead();
    });

    test("by crashes, in no lane: it is not among the dead", async () => {
      const id = await failing(given());
      const [replay] = (await store().replay(id, [TO]))!;
      await store().settle([done(only(await take()))]);
      turn(1_000);
      for (let i = 0; i < MAX_CRASHES; i++) {
        expect(only(await take()).delivery).not.toBe(replay);
        turn(30_000);
      }
      expect(await take()).toEqual([]);
      expect((await store().get(id))?.deliveries[0]).toMatchObject({ state: "dead", crashes: MAX_CRASHES });
      await nothingDead();
    });

    test("a replay to another destination stands for nothing of this one's", async () => {
      const id = await failing(given("a"));
      await store().replay(id, ["mail"]);
      turn(1_000);
      await die(only(await take()));
      const { destinations } = await store().stats();
      expect(destinations.find((one) => one.destination === TO)).toMatchObject({ dead: 1, blocked: 1 });
    });
  });
}
