import { randomBytes } from "node:crypto";
import { describe, expect, test } from "vitest";
import { newEventId, newQuarantineId } from "../ids.ts";
import { DAY, only, type StoreRig } from "./rig.suite.ts";

const text = (s: string) => new TextEncoder().encode(s);

/** A part of the suite of a store: what it lists, counts and prunes. */
export function runArchiveSuite({ store, event, claim, done, clock, turn }: StoreRig): void {
  describe("archive", () => {
    test("pages through all, newest first, each once", async () => {
      const ids: string[] = [];
      for (let i = 0; i < 25; i++) {
        const given = event();
        ids.unshift(given.id);
        await store().accept([given]);
      }
      const seen: string[] = [];
      let before: string | undefined;
      for (let pages = 0; pages < 4; pages++) {
        const page = await store().list({ limit: 10, before });
        seen.push(...page.items.map((item) => item.id));
        if (page.next === null) break;
        before = page.next;
      }
      expect(seen).toEqual(ids);
    });

    test("filters by source, type, state and words; clamps the limit", async () => {
      const dead = event({ type: "a", key: "Order-77" });
      await store().accept([dead]);
      await store().settle([{ ...done(only(await claim())), outcome: "dead", error: "x" }]);
      await store().accept([event({ type: "b" }), event({ source: "stripe", destinations: [] })]);
      const ids = async (query: object) => (await store().list(query)).items.map((i) => i.type);
      expect(await ids({ type: "a" })).toEqual(["a"]);
      expect(await ids({ type: "b*" })).toEqual(["b"]);
      expect(await ids({ type: "*" })).toHaveLength(3);
      expect(await ids({ state: "dead" })).toEqual(["a"]);
      expect(await ids({ state: "pending" })).toEqual(["b"]);
      expect((await store().list({ state: "unhandled" })).items[0]?.source).toBe("stripe");
      expect(await ids({ source: "github" })).toEqual(["b", "a"]);
      expect(await ids({ q: "order-77" })).toEqual(["a"]);
      expect(await ids({ q: "%" })).toEqual([]);
      expect((await store().list({ limit: 5000 })).items).toHaveLength(3);
      expect((await store().list({ limit: -5 })).items).toHaveLength(1);
    });

    test("a replay is a new delivery, and its success makes the event done", async () => {
      const given = event();
      await store().accept([given]);
      await store().settle([{ ...done(only(await claim())), outcome: "dead", error: "x" }]);
      const ids = await store().replay(given.id, ["github/*"]);
      expect(ids).toHaveLength(1);
      expect((await store().get(given.id))?.state).toBe("pending");
      const lease = only(await claim());
      expect(lease).toMatchObject({ delivery: ids![0], attempt: 1 });
      await store().settle([done(lease)]);
      const found = await store().get(given.id);
      expect(found?.state).toBe("done");
      expect(found?.deliveries.map((d) => d.state)).toEqual(["dead", "done"]);
      expect(await store().replay(newEventId(), ["github/*"])).toBeUndefined();
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
        receivedAt: clock(),
      });
      const first = one("a", "first\u0000");
      await store().quarantine([first, one("b")]);
      const found = await store().quarantinedOne(first.id);
      expect(found).toMatchObject({
        source: "a",
        reason: "SIGNATURE_MISMATCH",
        url: "/in/a?b=1",
        size: 6,
        headers: ["X-Sig", "1"],
      });
      expect(new TextDecoder().decode(found!.body)).toBe("first\u0000");
      await store().quarantine(Array.from({ length: 1000 }, () => one("a")));
      expect(await store().quarantinedOne(first.id)).toBeUndefined();
      expect((await store().quarantined({ source: "b" })).items).toHaveLength(1);
      const page = await store().quarantined({ source: "a", limit: 600 });
      expect(page.items).toHaveLength(600);
      expect((await store().quarantined({ source: "a", limit: 600, before: page.next! })).items).toHaveLength(400);
      expect((await store().stats()).quarantined).toBe(1001);
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
        receivedAt: clock(),
      };
      await store().quarantine([refused]);
      const results = await Promise.all(Array.from({ length: 8 }, () => store().release(event({ key: null }), id)));
      expect(results.filter((r) => r !== undefined)).toHaveLength(1);
      expect((await store().quarantined({})).items).toEqual([]);
      expect((await store().list({})).items).toHaveLength(1);
      expect((await store().stats()).quarantined).toBe(0);
      await store().accept([event({ key: "again" })]);
      await store().quarantine([{ ...refused, id: newQuarantineId() }]);
      const left = only((await store().quarantined({})).items);
      expect(await store().release(event({ key: "again" }), left.id)).toMatchObject({ duplicate: true });
      expect((await store().quarantined({})).items).toEqual([]);
    });

    test("prune takes what is old, never what is open; a key outlives its event", async () => {
      const [old, open] = [event({ key: "old" }), event({ key: "open", destinations: ["x"] })];
      await store().accept([old, open]);
      await store().settle([done(only(await claim()))]);
      turn(31 * DAY);
      const recent = event({ key: "recent" });
      await store().accept([recent]);
      const retention = { events: 30 * DAY, keys: 90 * DAY, quarantine: 7 * DAY };
      let told = 0;
      const tell = (deleted: number) => (told += deleted);
      expect(await store().prune(retention, tell)).toMatchObject({ events: 1, keys: 0 });
      expect(told).toBe(1);
      expect(await store().get(old.id)).toBeUndefined();
      expect((await store().list({})).items.map((i) => i.id)).toEqual([recent.id, open.id]);
      expect(await store().accept([event({ key: "old" })])).toEqual([{ id: old.id, duplicate: true }]);
      turn(61 * DAY);
      expect(await store().prune(retention, tell)).toMatchObject({ keys: 1 });
      expect(told).toBe(2);
      expect((await store().accept([event({ key: "old" })]))[0]?.duplicate).toBe(false);
      expect((await store().accept([event({ key: "open" })]))[0]?.duplicate).toBe(true);
    });

    test("the backlog: counted no further than asked, its age by what is due and waits", async () => {
      const nothing = await store().backlog({ count: 10, age: true });
      expect(nothing).toMatchObject({ count: 0, age: 0 });
      await store().accept([event({ destinations: ["a", "b"] }), event({ destinations: ["b"] })]);
      turn(5_000);
      await store().accept([event({ destinations: ["0"] })]);
      expect(await store().backlog({ count: 10, age: true })).toMatchObject({ count: 4, age: 5_000 });
      expect((await store().backlog({ count: 3 })).count).toBe(3);
      expect(await store().backlog({})).toMatchObject({ count: 0, age: 0, size: 0 });
      // What runs is in hand, and what is to be tried later is not due.
      const taken = await claim({ destinations: ["a", "b"].map((name) => ({ name, limit: 10 })) });
      turn(1_000);
      const retry = {
        startedAt: clock(),
        endedAt: clock(),
        outcome: "retry",
        error: "x",
        retryAt: clock() + 60_000,
      } as const;
      await store().settle(taken.slice(0, 1).map(({ delivery, token }) => ({ delivery, token, ...retry })));
      expect(await store().backlog({ count: 10, age: true })).toMatchObject({ count: 4, age: 1_000 });
    });

    test("the backlog's size grows by what is stored", async () => {
      const { size } = await store().backlog({ size: true });
      await store().accept([event({ body: randomBytes(200_000) })]);
      expect((await store().backlog({ size: true })).size - size).toBeGreaterThan(190_000);
    });

    test("processes that are there, and that were: by the store's clock, until they leave", async () => {
      const one = { host: "h", pid: 1, startedAt: clock(), receives: true, destinations: ["a"], holds: { a: 2 } };
      await store().present({ ...one, id: "x" });
      turn(40_000);
      await store().present({ ...one, id: "y", destinations: null });
      await store().present({ ...one, id: "y", destinations: null, holds: {} });
      expect(await store().instances()).toEqual([
        { ...one, id: "y", destinations: null, holds: {}, seenAt: clock(), alive: true },
        { ...one, id: "x", seenAt: clock() - 40_000, alive: false },
      ]);
      await store().leave("y");
      turn(DAY);
      expect(await store().instances()).toEqual([]);
    });

    test("stats count", async () => {
      await store().accept([event(), event(), event({ source: "stripe", destinations: [] })]);
      await store().settle([done((await claim({ limit: 1 }))[0]!)]);
      const stats = await store().stats();
      expect(stats).toMatchObject({
        events: 3,
        bytes: 6,
        deliveries: { pending: 1, running: 0, done: 1, dead: 0 },
        oldestDueAt: clock(),
      });
      expect(stats.sources.find((s) => s.source === "github")).toMatchObject({ events: 2, lastAt: clock() });
    });
  });
}
