import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { newEventId } from "../ids.ts";
import type { StoreUnderTest } from "./store.suite.ts";
import type { EventQuery, NewEvent, Store } from "./store.ts";

const DAY = 86_400_000;

/** What a hostile question may be made of: each is words, or nothing. */
const HOSTILE = [
  '"',
  "'",
  "\\",
  "\0",
  "*",
  "()",
  "{}",
  "-",
  ":",
  "$$",
  "%",
  "--",
  "🙂",
  "",
  "   ",
  "\u202e",
  "\ud800",
  "' OR 1=1 --",
  '" OR "',
  "a:b & !c | (d <-> e):*",
  "NEAR(apple pear, 5)",
  "apple AND NOT pear",
  "word:apple",
  "^apple",
  "apple\0pear",
  "'; DROP TABLE events; --",
  "x".repeat(100_000),
  "y ".repeat(50_000),
];

/** A store that keeps words: each finds the same. */
export function runSearchSuite(subject: StoreUnderTest): void {
  describe(`search: ${subject.name}`, () => {
    let now = 1_790_000_000_000;
    const clock = () => now;
    let store: Store;
    beforeEach(async () => {
      now = Date.now();
      store = await subject.create(clock, { search: true });
      await store.open();
    });
    afterEach(async () => {
      await store.close();
      await subject.destroy?.();
    });

    const event = (body: string | Uint8Array, over: Partial<NewEvent> = {}): NewEvent => ({
      id: newEventId(),
      source: "github",
      key: null,
      type: "issues.opened",
      headers: ["Content-Type", "application/json"],
      body: typeof body === "string" ? new TextEncoder().encode(body) : body,
      receivedAt: now,
      destinations: [],
      ...over,
    });
    const ids = async (query: EventQuery) => {
      const found: string[] = [];
      for (let before: string | undefined; ; ) {
        const page = await store.list({ ...query, before });
        found.push(...page.items.map(({ id }) => id));
        if (page.next === null) return found;
        before = page.next;
      }
    };
    const find = (q: string) => ids({ q });
    const accept = async (...events: NewEvent[]) => {
      await store.accept(events);
      const last = events.at(-1)!.id;
      await expect.poll(() => find(last), { timeout: 20_000 }).toEqual([last]);
      return events.map(({ id }) => id);
    };

    test("by whole words of body, headers, id, key and type, whatever their case; all of several", async () => {
      const [first, second] = await accept(
        event('{"title":"Rate limit on /charges","user":{"email":"Ada@example.com"},"n":4711}', { key: "order-8812" }),
        event('{"title":"Rate of exchange"}', { type: "rates.changed", headers: ["X-Shard", "Berlin-7"] }),
      );
      expect(await find("limit")).toEqual([first]);
      expect(await find("RATE")).toEqual([second, first]);
      expect(await find("rate charges")).toEqual([first]);
      expect(await find("rate nowhere")).toEqual([]);
      expect(await find("ada@example.com")).toEqual([first]);
      expect(await find("4711")).toEqual([first]);
      expect(await find("order-8812")).toEqual([first]);
      expect(await find("berlin")).toEqual([second]);
      expect(await find("x-shard")).toEqual([second]);
      expect(await find("rates.changed")).toEqual([second]);
      expect(await find(first!)).toEqual([first]);
      expect(await find("charge")).toEqual([]);
    });

    test("a body as its sender means it: JSON's escapes, forms, other scripts; bytes that are no text have no words", async () => {
      const form = { headers: ["content-type", "application/x-www-form-urlencoded; charset=utf-8"] };
      const [escaped, posted, , accented] = await accept(
        event('{"a":"caf\\u00e9\\nsecond line","path":"C:\\\\temp\\\\x"}'),
        event(`payload=${encodeURIComponent('{"city":"Z\u00fcrich","note":"two\\nlines"}')}&plus=one+two`, form),
        event(Uint8Array.of(0, 1, 2, 97, 98, 99)),
        event('{"name":"Zoe\u0308 \u041c\u0438\u0440"}'),
      );
      expect(await find("café")).toEqual([escaped]);
      expect(await find("second")).toEqual([escaped]);
      expect(await find("temp x")).toEqual([escaped]);
      expect(await find("zürich lines one")).toEqual([posted]);
      expect(await find("abc")).toEqual([]);
      expect(await find("Zo\u00eb мир")).toEqual([accented]);
    });

    test("a header that carries a credential is found by its name alone", async () => {
      const [id] = await accept(event("{}", { headers: ["Authorization", "Bearer hunter2", "X-Note", "hunter3"] }));
      expect([await find("hunter2"), await find("hunter3"), await find("authorization")]).toEqual([[], [id], [id]]);
    });

    test("a hostile question is words, or nothing", async () => {
      const [id] = await accept(event('{"fruit":"apple pear","or":"1"}'));
      for (const q of HOSTILE) expect([id, undefined], JSON.stringify(q.slice(0, 40))).toContain((await find(q))[0]);
      expect(await find('"apple" (pear)')).toEqual([id]);
      expect(await find("apple\0pear")).toEqual([id]);
      for (const q of ["", " ", '"', "*", "\0", "%"]) expect(await find(q), q).toEqual([]);
    });

    test("beside every other filter, in pages, newest first", async () => {
      const all = Array.from({ length: 23 }, (_, i) =>
        event(`{"word":"common","parity":"${i % 2 ? "odd" : "even"}"}`, {
          source: i % 3 ? "github" : "stripe",
          type: i % 2 ? "a.one" : "a.two",
          destinations: i < 4 ? ["w"] : [],
        }),
      );
      await accept(...all);
      const of = (fits: (i: number) => boolean) => all.flatMap(({ id }, i) => (fits(i) ? [id] : [])).reverse();
      expect(await ids({ q: "common", limit: 5 })).toEqual(of(() => true));
      expect(await ids({ q: "odd", source: "stripe" })).toEqual(of((i) => i % 2 === 1 && i % 3 === 0));
      expect(await ids({ q: "common", type: "a.two" })).toEqual(of((i) => i % 2 === 0));
      expect(await ids({ q: "common", type: "a.*", state: "pending" })).toEqual(of((i) => i < 4));
      expect(await ids({ q: "even", destination: "w" })).toEqual(of((i) => i < 4 && i % 2 === 0));
      expect(await ids({ q: "common", ids: [all[3]!.id, all[5]!.id] })).toEqual([all[5]!.id, all[3]!.id]);
      expect((await store.list({ q: "common", before: all[20]!.id, limit: 2 })).items.map(({ id }) => id)).toEqual([
        all[19]!.id,
        all[18]!.id,
      ]);
    });

    test("what is pruned is not found, and the rest is", async () => {
      const [old] = await accept(event('{"word":"common"}', { receivedAt: now - 40 * DAY, id: newEventId() }));
      const [kept] = await accept(event('{"word":"common"}'));
      expect(await find("common")).toEqual([kept, old]);
      await store.prune({ events: 30 * DAY, keys: 90 * DAY, quarantine: 7 * DAY });
      expect(await find("common")).toEqual([kept]);
      await subject.indexed?.().then((count) => expect(count).toBe(1));
    });

    test.runIf(subject.reopen)("what was there before it was switched on", async () => {
      await store.close();
      await subject.destroy?.();
      store = await subject.create(clock);
      await store.open();
      const before = Array.from({ length: 700 }, (_, i) => event(`{"n":"${i}","word":"common"}`));
      for (let i = 0; i < before.length; i += 100) await store.accept(before.slice(i, i + 100));
      expect(await find("common")).toEqual([]);
      await store.close();
      store = await subject.reopen!(clock, { search: true });
      await store.open();
      await expect.poll(() => find("common").then(({ length }) => length), { timeout: 20_000 }).toBe(700);
      await accept(event('{"word":"common"}'));
      expect(await find("common")).toHaveLength(701);
    });
  });
}
