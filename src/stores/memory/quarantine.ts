import { type NewQuarantined, type Page, pageSize, type Quarantined, type QuarantineQuery } from "../store.ts";

const QUARANTINE_LIMIT = 1000;

/** The newest 1,000 of each source. */
export function createQuarantine() {
  let refused: NewQuarantined[] = [];

  const seen = ({ headers: _, body, ...kept }: NewQuarantined): Quarantined => ({ ...kept, size: body.length });

  function list(query: QuarantineQuery): Page<Quarantined> {
    const limit = pageSize(query.limit);
    const all = refused.filter((q) => query.source === undefined || q.source === query.source).reverse();
    const start = query.before === undefined ? 0 : all.findIndex((q) => q.id === query.before) + 1;
    const items = all.slice(start, start + limit).map(seen);
    return { items, next: all.length > start + limit ? items[items.length - 1]!.id : null };
  }

  function one(id: string) {
    const found = refused.find((q) => q.id === id);
    return found && { ...seen(found), headers: found.headers, body: found.body };
  }

  function keepNewest(source: string): void {
    let excess = refused.filter((q) => q.source === source).length - QUARANTINE_LIMIT;
    if (excess > 0) refused = refused.filter((q) => q.source !== source || excess-- <= 0);
  }

  /** How many were dropped. */
  function keepOnly(isKept: (q: NewQuarantined) => boolean): number {
    const before = refused.length;
    refused = refused.filter(isKept);
    return before - refused.length;
  }

  return {
    all: (): readonly NewQuarantined[] => refused,
    list,
    one,
    add(batch: readonly NewQuarantined[]): void {
      refused.push(...batch);
      for (const source of new Set(batch.map((q) => q.source))) keepNewest(source);
    },
    /** Whether it was there. */
    remove: (id: string): boolean => keepOnly((q) => q.id !== id) > 0,
    prune: (before: number): number => keepOnly((q) => q.receivedAt >= before),
  };
}
