import { describe, expect, test } from "vitest";
import { newEventId } from "../../ids.ts";
import { memoryStore } from "../../stores/memory/index.ts";
import { createHub, type Told } from "./hub.ts";

const eventOf = (destination: string) => ({
  id: newEventId(),
  source: "github",
  key: null,
  type: "push",
  headers: [],
  body: new Uint8Array(),
  receivedAt: Date.now(),
  destinations: [destination],
});

test("what becomes of an open event that somebody was given is told, however many newer ones are open", async () => {
  const store = memoryStore();
  const made = Array.from({ length: 502 }, (_, i) => eventOf(i < 2 ? "old" : "new"));
  await store.accept(made);
  const hub = createHub(
    () => store,
    () => "memory:",
    (refused) => refused,
  );
  const told: Told["message"][] = [];
  const leave = await hub.listen(undefined, ({ message }) => told.push(message));
  const [given] = (await store.list({ ids: [made[0]!.id] })).items;
  hub.looked([given!]);
  // By another process, as it were: nobody says that they were touched.
  const old = [{ name: "old", limit: 10 }];
  const leases = await store.claim({ worker: "w", lease: 60_000, limit: 10, destinations: old });
  const now = Date.now();
  await store.settle(
    leases.map(({ delivery, token }) => ({ delivery, token, startedAt: now, endedAt: now, outcome: "done" })),
  );
  const states = () => told.filter(({ kind }) => kind === "state").map(({ data }) => data);
  await expect.poll(states, { timeout: 20_000 }).toEqual([{ id: given!.id, source: "github", state: "done" }]);
  leave();
});

describe("what is stored while the first ones come is told to each of them", () => {
  type Feed = ReturnType<typeof memoryStore>["feed"];

  /** A hub on a store whose feed is slow; `ids` is what somebody was told of. */
  function slowly(feed: (plain: Feed) => Feed) {
    const store = memoryStore();
    const archive = { feed: feed((query) => store.feed(query)), list: store.list, quarantined: store.quarantined };
    const hub = createHub(
      () => archive,
      () => "memory:",
      (refused) => refused,
    );
    const join = async (cursor?: string) => {
      const ids: string[] = [];
      const leave = await hub.listen(cursor, ({ message }) => {
        if (message.kind === "event") ids.push(message.data.id);
      });
      return { ids, leave };
    };
    return { store, join };
  }

  test("two at once", async () => {
    const gates: (() => void)[] = [];
    const { store, join } = slowly((plain) => async (query) => {
      if (query.after === undefined) await new Promise<void>((resolve) => gates.push(resolve));
      return plain(query);
    });
    const both = [join(), join()] as const;
    await expect.poll(() => gates.length).toBeGreaterThan(0);
    gates[0]!();
    const first = await both[0];
    const event = eventOf("a");
    await store.accept([event]);
    for (const open of gates) open();
    const second = await both[1];
    await expect.poll(() => first.ids).toEqual([event.id]);
    first.leave();
    second.leave();
  });

  test("one that is still told what it has missed, and another", async () => {
    let asked = false;
    let open = (): void => {};
    const gate = new Promise<void>((resolve) => (open = resolve));
    const { store, join } = slowly((plain) => async (query) => {
      const answer = await plain(query);
      if (query.after !== undefined && !asked) {
        asked = true;
        await gate;
      }
      return answer;
    });
    const coming = join(`~${(await store.feed({})).cursor}`);
    await expect.poll(() => asked).toBe(true);
    const event = eventOf("a");
    await store.accept([event]);
    const second = await join();
    open();
    const first = await coming;
    await expect.poll(() => first.ids).toEqual([event.id]);
    first.leave();
    second.leave();
  });
});
