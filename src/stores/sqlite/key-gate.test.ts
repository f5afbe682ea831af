import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type Database, openWriter } from "./driver.ts";
import { createKeyGate, type KeyGate } from "./key-gate.ts";
import { migrate } from "./schema.ts";

let folder: string;
let db: Database;
let gate: KeyGate;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "hookinbox-gate-"));
  db = openWriter(join(folder, "inbox.db"));
  migrate(db);
  gate = createKeyGate(db);
});
afterEach(() => {
  db.close();
  rmSync(folder, { recursive: true, force: true });
});

/** One write transaction: these keys, each of an event of its own. */
function transaction(keys: readonly string[], end: "COMMIT" | "ROLLBACK" = "COMMIT"): void {
  const insert = db.prepare(
    "INSERT INTO hookinbox_events (seq, id, source, key, type, received_at, size) VALUES (?, ?, 's', ?, 't', 1, 0)",
  );
  db.exec("BEGIN IMMEDIATE");
  gate.catchUp();
  gate.lookUp(
    keys.map(() => "s"),
    keys,
  );
  for (const [place, key] of keys.entries()) {
    const seq = gate.nextSeq();
    insert.run(seq, `evt_${key}`, key);
    gate.add(place, `evt_${key}`, 1);
  }
  gate.merge();
  db.exec(end);
  if (end === "COMMIT") gate.committed();
  else gate.rolledBack();
}
function find(key: string, by = gate): string | undefined {
  by.lookUp(["s"], [key]);
  return by.find(0);
}
const keys = (from: number, count: number) => Array.from({ length: count }, (_, i) => `k${from + i}`);
const inTable = () => Number(db.prepare("SELECT count(*) AS n FROM hookinbox_keys").get()?.n);

test("merging outruns transactions of any size: what is in memory stays bounded", () => {
  const total = 200_000;
  for (let i = 0; i < total; i += 2000) transaction(keys(i, 2000));
  expect(total - inTable()).toBeLessThanOrEqual(2 * 32_768 + 2000);
  for (const key of ["k0", "k99999", "k199999"]) expect(find(key)).toBe(`evt_${key}`);
  expect(find("k200000")).toBeUndefined();
});

test("a transaction that is rolled back leaves no key, loses none, and gives its numbers again", () => {
  transaction(keys(0, 40_000));
  transaction(["gone"], "ROLLBACK");
  expect(find("gone")).toBeUndefined();
  const before = inTable();
  transaction([], "ROLLBACK");
  expect(inTable()).toBe(before);
  for (let i = 0; i < 200; i++) transaction([]);
  expect(inTable()).toBe(40_000);
  db.exec("BEGIN IMMEDIATE");
  gate.catchUp();
  expect(gate.nextSeq()).toBe(40_001);
  db.exec("ROLLBACK");
  gate.rolledBack();
});

test("keys of any writing are found in the table, and none for another", () => {
  const odd = ["5", "null", 'a "quoted" \\ one', "two\nlines", "\u0001\u001f", "ключ 🔑", "s\n5", "%_'", " "];
  transaction(odd);
  gate.merge(true);
  const fresh = createKeyGate(db);
  expect(inTable()).toBe(odd.length);
  for (const key of odd) expect(find(key, fresh)).toBe(`evt_${key}`);
  for (const key of ["5.0", "NULL", "", "a"]) expect(find(key, fresh)).toBeUndefined();
});

test("another process's keys are seen, whether in memory or merged", () => {
  const other = openWriter(join(folder, "inbox.db"));
  const theirs = createKeyGate(other);
  transaction(keys(0, 10));
  other.exec("BEGIN IMMEDIATE");
  theirs.catchUp();
  expect(find("k9", theirs)).toBe("evt_k9");
  expect(theirs.nextSeq()).toBe(11);
  other.exec("ROLLBACK");
  theirs.rolledBack();
  other.close();
});
