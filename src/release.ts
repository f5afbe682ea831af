import { examine } from "./examine.ts";
import type { Source } from "./source.ts";
import type { Store } from "./stores/store.ts";

/** What a release did, or with `preview` would do. */
export interface Released {
  readonly source: string;
  /** Requests that were looked at. */
  readonly examined: number;
  /** Accepted now; with `preview`: those that verify, repeats among them. */
  readonly accepted: number;
  /** They had come in by another way since: no new event. */
  readonly duplicates: number;
  /** Still refused, by reason: they stay in quarantine. */
  readonly refused: Readonly<Record<string, number>>;
}

export interface ReleaseOptions {
  /** Looks only. */
  readonly preview?: boolean;
}

/**
 * Verifies a source's quarantined requests again, against the time at which each was received, and accepts those that
 * hold, oldest first. For when a secret was wrong and has been mended: what the provider sent meanwhile is not lost.
 * Each leaves quarantine in the transaction that accepts it, so a release that is cut off can be run again.
 */
export async function release(
  source: Source,
  store: Pick<Store, "quarantined" | "quarantinedOne" | "release" | "note">,
  { preview = false }: ReleaseOptions = {},
): Promise<Released> {
  const name = source.settings.name;
  const report = { source: name, examined: 0, accepted: 0, duplicates: 0, refused: {} as Record<string, number> };
  for (const id of await idsOldestFirst(name, store)) {
    const inbound = await store.quarantinedOne(id);
    if (!inbound) continue;
    report.examined += 1;
    const found = await examine(source, inbound);
    if (found.kind !== "event") {
      const reason = found.kind === "refused" ? found.verdict.code : found.kind;
      report.refused[reason] = (report.refused[reason] ?? 0) + 1;
    } else if (preview) report.accepted += 1;
    else {
      // Said before it is so: cut off here it is a note of no event, and no event seems to have come in by itself.
      const data = { refused: inbound.reason };
      await store.note([{ kind: "edits", at: Date.now(), subject: found.event.id, data }]);
      // Nobody waits for an answer any more, so a sync source's handlers run in the background.
      const accepted = await store.release({ ...found.event, sync: false }, id);
      if (accepted) report[accepted.duplicate ? "duplicates" : "accepted"] += 1;
    }
  }
  return report;
}

/** Bounded by the quarantine itself: 1,000 for each source. */
async function idsOldestFirst(source: string, store: Pick<Store, "quarantined">): Promise<string[]> {
  const ids: string[] = [];
  for (let before: string | undefined; ; ) {
    const page = await store.quarantined({ source, before, limit: 1000 });
    ids.push(...page.items.map((item) => item.id));
    if (page.next === null) return ids.reverse();
    before = page.next;
  }
}
