import { appendFileSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { headersFor } from "./deliver.ts";
import { shareOf } from "./relay.ts";
import { openState, stateFolder } from "./state.ts";

const KEY = { from: "https://inbox.example.com", sources: ["a", "b"], name: "one" };
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "listen-state-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe("the state of a listener", () => {
  test("is there again after a restart, whatever a crash made of the last line", () => {
    const first = openState(KEY, folder);
    expect(first).toMatchObject({ cursor: undefined, lastAt: undefined, seen: [] });
    first.done({ at: 4 });
    first.done({ event: { id: "evt_1" }, at: 5 });
    first.done({ cursor: "c1", event: { id: "evt_2" }, at: 6 });
    first.done({ cursor: "c2", at: 6 });
    first.release();
    const [file = ""] = readdirSync(folder);
    appendFileSync(join(folder, file), '{"c":"c3","i":"ev');
    const again = openState({ ...KEY, sources: ["b", "a"] }, folder);
    expect(again).toMatchObject({ cursor: "c2", lastAt: 6, seen: ["evt_1", "evt_2"] });
    again.release();
  });

  test("is one for each name, and of one process at a time", () => {
    const one = openState(KEY, folder);
    expect(() => openState(KEY, folder)).toThrow(/runs already/);
    openState({ ...KEY, name: "two" }, folder).release();
    one.release();
    openState(KEY, folder).release();
  });

  test("stays small", () => {
    const state = openState(KEY, folder);
    for (let i = 0; i < 30_000; i++) state.done({ cursor: `c${i}`, event: { id: `evt_${i}` }, at: i });
    state.release();
    const again = openState(KEY, folder);
    expect(again).toMatchObject({ cursor: "c29999", lastAt: 29_999 });
    expect(again.seen).toHaveLength(5_000);
    expect(again.seen.at(-1)).toBe("evt_29999");
    again.release();
  });

  test("stands where programs of a user keep such things", () => {
    expect(stateFolder({ XDG_STATE_HOME: "/x" })).toBe(join("/x", "hookinbox"));
  });
});

test("each event is one listener's of those that share", () => {
  const parts = Array.from({ length: 3_000 }, (_, i) => shareOf(`evt_${i}`, 3));
  for (const part of [1, 2, 3]) expect(parts.filter((one) => one === part).length).toBeGreaterThan(900);
  expect(shareOf("evt_7", 1)).toBe(1);
});

test("headers go on as they came, but for those of the connection", () => {
  const headers = ["Host", "a", "X-Sig", "1", "x-sig", "2", "Content-Length", "3", "Authorization", "[redacted]"];
  expect(headersFor({ headers, body: new Uint8Array() }, "evt_1", ["X-Token", "mine"])).toEqual([
    ..."X-Sig,1,x-sig,2,X-Token,mine,X-Hookinbox-Event,evt_1".split(","),
  ]);
});
