import { describe, expect, test } from "vitest";
import { newEventId } from "../ids.ts";
import { DAY, type StoreRig } from "./rig.suite.ts";
import type { ClaimRequest, EventQuery, Settlement } from "./store.ts";

/** A part of the suite of a store: what people look back on. */
export function runHistorySuite({ store, event, claim, clock, turn }: StoreRig): void {
  describe("what people look back on", () => {
    /** Follows `next` to the end, as a page may be short. */
    async function listed(query: EventQuery): Promise<string[]> {
      const ids: string[] = [];
      for (let before: string | undefined; ; ) {
        const page = await store().list({ ...query, before });
        ids.push(...page.items.map((item) => item.id));
        if (page.next === null) return ids;
        before = page.next;
      }
    }
    const settleAll = async (outcome: "done" | "dead", of: Partial<ClaimRequest> = {}) => {
      const leases = await claim(of);
      const error = "Error: no\n  at here";
      await store().settle(
        leases.map(
          (l) =>
            ({
              delivery: l.delivery,
              token: l.token,
              startedAt: clock(),
              endedAt: clock() + 5,
              outcome,
              error,
            }) as Settlement,
        ),
      );
      return leases.map((l) => l.event.id);
    };

    test("lists by destination, time and ids", async () => {
      const made = [0, 1, 2].map((i) =>
        event({ receivedAt: clock() + i * 1000, destinations: i === 1 ? ["github/*", "github/other"] : ["github/*"] }),
      );
      await store().accept(made);
      const [a, b, c] = made.map((one) => one.id) as [string, string, string];
      expect(await listed({ destination: "github/other" })).toEqual([b]);
      expect(await listed({ destination: "github/*" })).toEqual([c, b, a]);
      expect(await listed({ after: clock() + 1000 })).toEqual([c, b]);
      expect(await listed({ until: clock() + 1000 })).toEqual([a]);
      expect(await listed({ after: clock() + 500, until: clock() + 1500 })).toEqual([b]);
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
      for (let i = 0; i < made.length; i += 500) await store().accept(made.slice(i, i + 500));
      const [a, b, c] = made.filter((_, i) => rare(i)).map(({ id }) => id) as [string, string, string];
      expect(await listed({ destination: "github/rare" })).toEqual([c, b, a]);
      expect(await listed({ destination: "github/rare", limit: 1 })).toEqual([c, b, a]);
      expect(await listed({ destination: "github/rare", type: "a.b" })).toEqual([a]);
      const below = await store().list({ destination: "github/rare", before: c });
      expect(below.items.map(({ id }) => id)).toEqual([b, a]);
      expect(await listed({ destination: "github/none" })).toEqual([]);
      await store().replay(b, ["github/late"]);
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
      for (let i = 0; i < made.length; i += 500) await store().accept(made.slice(i, i + 500));
      const few = made.filter((_, i) => rare(i)).map(({ id }) => id);
      const [a, b, c] = few as [string, string, string];
      for (const query of [
        { source: "stripe" },
        { type: "rare.type" },
        { type: "rare.*" },
        { type: "ra*", source: "stripe" },
        { type: "rare.type", source: "stripe" },
        { source: "stripe", state: "unhandled" as const },
        { type: "rare.type", source: "stripe", state: "unhandled" as const },
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
      for (const one of made) await store().accept([one]);
      const dead = await settleAll("dead", { limit: 2 });
      const done = await settleAll("done", { limit: 2 });
      const running = (await claim({ limit: 1 })).map((l) => l.event.id);
      await store().replay(dead[0]!, ["github/*"]);
      const all = await store().list({});
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
      await store().accept([both, one]);
      await settleAll("dead", { destinations: [{ name: "a", limit: 1 }] });
      expect(await listed({ state: "dead", destination: "b" })).toEqual([both.id]);
      await claim({ destinations: [{ name: "b", limit: 2 }] });
      await store().replay(both.id, ["a"]);
      expect(await listed({ state: "running", destination: "a" })).toEqual([both.id]);
      expect(await listed({ state: "running" })).toEqual([one.id, both.id]);
    });

    test("the feed gives each event once, in the order of commits, from any cursor", async () => {
      const start = await store().feed({});
      expect(start).toMatchObject({ items: [], lost: false });
      expect(await store().feed({ after: start.cursor })).toMatchObject({ items: [], lost: false });
      const first = event();
      await store().accept([first]);
      const second = await store().feed({ after: start.cursor });
      expect(second.items.map((item) => [item.id, item.state])).toEqual([[first.id, "pending"]]);
      await settleAll("done");
      const [third, fourth] = [event(), event({ destinations: [] })];
      await Promise.all([store().accept([third]), store().accept([fourth])]);
      const ids = (feed: { items: { id: string }[] }) => feed.items.map((item) => item.id).sort();
      expect(ids(await store().feed({ after: second.cursor }))).toEqual([third.id, fourth.id].sort());
      expect(ids(await store().feed({ after: start.cursor }))).toEqual([first.id, third.id, fourth.id].sort());
      for (const after of ["x", "99999999", "", "1.1:2:"])
        expect((await store().feed({ after })).items.length).toBeLessThan(4);
      expect(await store().feed({ after: "nonsense" })).toMatchObject({ items: [], lost: true });
    });

    test("the dead, with the error of the last attempt; not those that were replayed", async () => {
      await store().accept([event(), event(), event({ destinations: ["github/other"] })]);
      const dead = await settleAll("dead", {
        destinations: [
          { name: "github/*", limit: 9 },
          { name: "github/other", limit: 9 },
        ],
      });
      expect(await store().dead({})).toHaveLength(3);
      const [other, ...more] = await store().dead({ destination: "github/other" });
      expect(more).toEqual([]);
      expect(other).toMatchObject({ destination: "github/other", receivedAt: clock(), error: "Error: no\n  at here" });
      const gone = dead.find((id) => id !== other?.event)!;
      await store().replay(gone, ["github/*"]);
      expect((await store().dead({})).map((one) => one.event)).not.toContain(gone);
      const { deliveries, destinations } = await store().stats();
      expect([deliveries.dead, destinations.find((one) => one.destination === "github/*")?.dead]).toEqual([2, 1]);
      expect((await store().get(gone))!.deliveries.map(({ state }) => state)).toEqual(["dead", "pending"]);
      await settleAll("dead");
      expect((await store().stats()).deliveries.dead).toBe(3);
      turn(40 * DAY);
      await store().prune({ events: 30 * DAY, keys: 90 * DAY, quarantine: 7 * DAY });
      expect((await store().stats()).deliveries.dead).toBe(0);
      await store().accept([event(), event({ destinations: ["github/other"] })]);
      await settleAll("dead", {
        destinations: [
          { name: "github/*", limit: 9 },
          { name: "github/other", limit: 9 },
        ],
      });
      expect(await store().dead({ limit: 1 })).toHaveLength(1);
    });

    test("the journal: newest first, by kind, subject and time; pruned by age", async () => {
      const note = (kind: "audit" | "figures", subject: string | null, at: number) => ({
        kind,
        subject,
        at,
        data: { at },
      });
      await store().note([
        note("audit", "evt_1", clock()),
        note("audit", null, clock() + 1),
        note("figures", "p", clock()),
      ]);
      await store().note([note("audit", "evt_1", clock() + 2)]);
      const audit = await store().notes({ kind: "audit" });
      expect(audit.map((one) => [one.subject, one.at, one.data])).toEqual([
        ["evt_1", clock() + 2, { at: clock() + 2 }],
        [null, clock() + 1, { at: clock() + 1 }],
        ["evt_1", clock(), { at: clock() }],
      ]);
      expect((await store().notes({ kind: "audit", before: audit[0]!.id, limit: 1 })).map((one) => one.at)).toEqual([
        clock() + 1,
      ]);
      expect(await store().notes({ kind: "audit", subject: "evt_1" })).toHaveLength(2);
      expect(await store().notes({ kind: "figures", subject: "p", since: clock() })).toHaveLength(1);
      expect(await store().notes({ kind: "figures", since: clock() + 1 })).toHaveLength(0);
      turn(3 * DAY);
      await store().prune({ events: 30 * DAY, keys: 90 * DAY, quarantine: 7 * DAY });
      expect(await store().notes({ kind: "figures" })).toHaveLength(0);
      expect(await store().notes({ kind: "audit" })).toHaveLength(3);
    });

    test("repeats say when they came; each destination how old its backlog is", async () => {
      const one = event();
      await store().accept([one]);
      await store().accept([{ ...event(), key: one.key }]);
      await expect.poll(async () => (await store().get(one.id))?.repeats).toBe(1);
      const repeated = await store().get(one.id);
      expect(repeated?.firstRepeatAt).toEqual(expect.any(Number));
      expect(repeated?.lastRepeatAt).toEqual(repeated?.firstRepeatAt);
      const { destinations } = await store().stats();
      expect(destinations).toEqual([
        { destination: "github/*", pending: 1, running: 0, dead: 0, blocked: 0, oldestDueAt: clock() },
      ]);
    });
  });
}
