import type { ArchiveStore } from "../../stores/store.ts";
import { toEntry } from "./audit.ts";

/** What the journal has of one event: where it comes from, where not from its sender at once, and what people did to it. */
export async function storyOf(archive: Pick<ArchiveStore, "notes">, id: string) {
  const [done, told] = await Promise.all([
    archive.notes({ kind: "audit", subject: id, limit: 1_000 }),
    archive.notes({ kind: "edits", subject: id, limit: 1_000 }),
  ]);
  const edited = told.find(({ data }) => typeof data.from === "string");
  const released = told.find(({ data }) => typeof data.refused === "string");
  const replayed = told.filter(({ data }) => typeof data.action === "string");
  return {
    editedFrom: edited ? String(edited.data.from) : null,
    released: released ? { at: released.at, reason: String(released.data.refused) } : null,
    actions: [...done, ...replayed].sort((a, b) => b.at - a.at).map(toEntry),
  };
}
