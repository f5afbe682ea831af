import { existsSync, readFileSync } from "node:fs";
import { pagesOf } from "../../src/stores/pages.ts";
import { sqliteStore } from "../../src/stores/sqlite/index.ts";
import type { EventSummary, Store } from "../../src/stores/store.ts";
import type { Acked } from "./provider.fixture.ts";

/** What an audit of a store found wrong; every list empty when the guarantee held. */
export interface Findings {
  /** Answered 2xx, and not there. */
  lost: string[];
  /** There, with other bytes. */
  changed: string[];
  /** Answered with an id that is not the stored event's. */
  renamed: string[];
  /** Keys with more than one row. */
  doubled: string[];
  /** Events that are not done. */
  undone: { key: string | null; state: string }[];
  /** Events whose handler never ran to its end. */
  unhandled: string[];
  /** Rows looked at. */
  rows: number;
}

/** Reads every event of a closed store's file, and holds it against what was answered. */
export async function audit(file: string, acked: readonly Acked[], diary?: string): Promise<Findings> {
  const store = sqliteStore({ path: file });
  await store.open();
  try {
    const rows = await allOf(store);
    const keys = rows.map(({ key }) => String(key));
    const ended = diary === undefined ? new Set(keys) : endedIn(diary);
    return {
      ...(await compared(store, rows, acked)),
      doubled: doublesOf(keys),
      undone: rows.filter(({ state }) => state !== "done").map(({ key, state }) => ({ key, state })),
      unhandled: keys.filter((key) => !ended.has(key)),
      rows: rows.length,
    };
  } finally {
    await store.close();
  }
}

function doublesOf(keys: readonly string[]): string[] {
  const seen = new Set<string>();
  return keys.filter((key) => seen.size === seen.add(key).size);
}

async function allOf(store: Store): Promise<EventSummary[]> {
  const rows: EventSummary[] = [];
  for await (const page of pagesOf(store.list, {})) rows.push(...page);
  return rows;
}

async function compared(store: Store, rows: readonly EventSummary[], acked: readonly Acked[]) {
  const byKey = new Map(rows.map((row) => [row.key, row]));
  const found = { lost: [] as string[], changed: [] as string[], renamed: [] as string[] };
  for (const { key, body, id } of acked) {
    const row = byKey.get(key);
    const kept = row && (await store.body(row.id));
    if (!row) found.lost.push(key);
    else if (!kept || Buffer.compare(kept, body) !== 0) found.changed.push(key);
    else if (row.id !== id) found.renamed.push(key);
  }
  return found;
}

export interface Line {
  readonly what: string;
  readonly key: string;
  readonly attempt: number;
  readonly pid: number;
}

/** The lines that handlers wrote. A line cut off by a kill is left out. */
export function diaryOf(path: string): Line[] {
  if (!existsSync(path)) return [];
  return readFileSync(path, "utf8")
    .split("\n")
    .slice(0, -1)
    .map((line) => line.split(" "))
    .filter((parts) => parts.length === 4)
    .map(([what, key, attempt, pid]) => ({
      what: String(what),
      key: String(key),
      attempt: Number(attempt),
      pid: Number(pid),
    }));
}

const endedIn = (diary: string) =>
  new Set(
    diaryOf(diary)
      .filter(({ what }) => what === "end")
      .map(({ key }) => key),
  );
