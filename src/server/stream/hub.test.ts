import { expect, test } from "vitest";
import { newEventId } from "../../ids.ts";
import { memoryStore } from "../../stores/memory/index.ts";
import { createHub, type Told } from "./hub.ts";

test("what becomes of an open event that somebody was given is told, however many newer ones are open", async () => {
  const store = memoryStore();
  const made = Array.from({ length: 502 }, (_, i) => ({
    id: newEventId(),
    source: "github",
    key: null,
    type: "push",
    headers: [],
    body: new Uint8Array(),
    receivedAt: Date.now(),
    destinations: [i < 2 ? "old" : "new"],
  }));
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
