import type { EventQuery, EventSummary, Page } from "./store.ts";

/** Every event that a query means, newest first, a page at a time. */
export async function* pagesOf(
  list: (query: EventQuery) => Promise<Page<EventSummary>>,
  query: EventQuery,
): AsyncGenerator<readonly EventSummary[]> {
  for (let before: string | undefined; ; ) {
    const page = await list({ ...query, before, limit: 1_000 });
    yield page.items;
    if (page.next === null) return;
    before = page.next;
  }
}
