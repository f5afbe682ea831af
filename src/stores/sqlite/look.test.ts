import { createHash } from "node:crypto";
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { newEventId, newQuarantineId } from "../../ids.ts";
import { openLook } from "../open.ts";
import type { Look, LookStore, Store } from "../store.ts";
import { openBeside } from "./driver.ts";
import { sqliteStore } from "./index.ts";

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "hookinbox-look-"));
  path = join(folder, "inbox.db");
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const at = 1_790_000_000_000;
const body = new TextEncoder().encode('{"title":"narwhal"}');
const head = { source: "github", receivedAt: at, headers: ["content-type", "application/json"], body };
const id = newEventId(at);
const refused = newQuarantineId(at);

async function filled(options: { search?: boolean } = {}): Promise<Store> {
  const store = sqliteStore({ path, ...options });
  await store.open();
  await store.accept([{ ...head, id, key: "k1", type: "push", destinations: ["github/push"] }]);
  await store.quarantine([
    { ...head, id: refused, reason: "malformed", detail: "d", method: "POST", url: "/in/github" },
  ]);
  await store.present({ id: "p", host: "h", pid: 1, startedAt: at, receives: true, destinations: null, holds: {} });
  return store;
}

/** All that can be asked. */
const seenBy = async (store: LookStore) => ({
  list: await store.list({ type: "push", state: "pending" }),
  event: await store.get(id),
  body: Buffer.from((await store.body(id)) ?? []).toString(),
  quarantined: await store.quarantined({}),
  one: await store.quarantinedOne(refused),
  stats: await store.stats(),
  instances: await store.instances(),
  none: [await store.get("evt_none"), await store.body("evt_none"), await store.quarantinedOne("none")],
});

async function looking<T>(work: (look: Look) => Promise<T>, options: { search?: boolean } = {}): Promise<T> {
  const look = await openLook(`sqlite:${path}`, options);
  try {
    return await work(look);
  } finally {
    await look.close();
  }
}

const setVersion = (version: number): void => {
  const db = openBeside(path);
  db.prepare("UPDATE hookinbox_meta SET value = ? WHERE name = 'schema'").run(version);
  db.close();
};
const refusal = () => looking(async () => undefined).catch((error: unknown) => error);
const digest = () => createHash("sha256").update(readFileSync(path)).digest("hex");

describe("looking at a store's file", () => {
  test("sees what the store sees: while that is open, and after it was closed, and changes nothing", async () => {
    const store = await filled();
    const seen = await seenBy(store);
    expect(seen.list.items.map((event) => event.id)).toEqual([id]);
    expect(seen.one?.id).toBe(refused);
    expect(await looking(seenBy)).toEqual(seen);
    await store.close();
    const before = digest();
    expect(await looking(seenBy)).toEqual(seen);
    expect(digest()).toBe(before);
    expect(await looking(async ({ name }) => name)).toBe(store.name);
  });

  test("sees what a process that was killed has left in the log", async () => {
    const store = await filled();
    const copy = join(folder, "killed.db");
    for (const suffix of ["", "-wal"]) copyFileSync(path + suffix, copy + suffix);
    const seen = await seenBy(store);
    await store.close();
    path = copy;
    expect(await looking(seenBy)).toEqual(seen);
  });

  test("finds words, where they are kept", async () => {
    const store = await filled({ search: true });
    try {
      await expect
        .poll(async () => (await looking((look) => look.list({ q: "narwhal" }), { search: true })).items.length, {
          timeout: 20_000,
        })
        .toBe(1);
      expect((await looking((look) => look.list({ q: "unicorn" }), { search: true })).items).toEqual([]);
    } finally {
      await store.close();
    }
  });

  test.each(["not made yet", "just begun"])("looks for parts of words while the index is %s", async (how) => {
    await (await filled()).close();
    if (how === "just begun") writeFileSync(`${path}-search`, "");
    const found = (q: string) => looking((look) => look.list({ q }), { search: true });
    expect((await found("pus")).items.map((event) => event.id)).toEqual([id]);
    expect((await found("narwhal")).items).toEqual([]);
  });

  test("finds words in an index that was made anew meanwhile", async () => {
    await (await filled({ search: true })).close();
    const look = await openLook(`sqlite:${path}`, { search: true });
    const finds = (q: string) => async () => (await look.list({ q })).items.length;
    expect((await look.list({ q: "unicorn" })).items).toEqual([]);
    for (const suffix of ["", "-wal", "-shm"]) rmSync(`${path}-search${suffix}`, { force: true });
    const store = sqliteStore({ path, search: true });
    try {
      await store.open();
      const unicorn = { ...head, id: newEventId(at), key: "unicorn", type: "push", destinations: [] };
      await store.accept([unicorn]);
      await expect.poll(finds("unicorn"), { timeout: 20_000 }).toBe(1);
      await expect.poll(finds("narwhal"), { timeout: 20_000 }).toBe(2);
    } finally {
      await look.close();
      await store.close();
    }
  });

  test("leaves tables of another version as they are, and says what to do", async () => {
    await (await filled()).close();
    setVersion(1);
    expect(await refusal()).toMatchObject({
      code: "STORE_OLDER",
      advice: expect.stringContaining("hookinbox migrate"),
    });
    setVersion(999);
    expect(await refusal()).toMatchObject({ code: "STORE_NEWER", message: expect.stringContaining("999") });
  });

  test("what is no store, or not there", async () => {
    expect(await refusal()).toMatchObject({ code: "STORE_UNREACHABLE" });
    writeFileSync(path, "not a database, but more than a hundred bytes of text ".repeat(40));
    expect(await refusal()).toMatchObject({ code: "STORE_CORRUPT" });
    path = join(folder, "empty.db");
    writeFileSync(path, "");
    expect(await refusal()).toMatchObject({ code: "STORE_OLDER" });
  });
});
