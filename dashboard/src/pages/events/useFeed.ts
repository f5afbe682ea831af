import { useCallback, useEffect, useRef, useState } from "react";
import type { StreamMessage } from "../../../../src/client/stream.ts";
import { api } from "../../api.ts";
import { useConnection, useLive } from "../../live/live.ts";
import type { EventSummary } from "../../shapes.ts";
import { EMPTY, type Feed, released, withBatch, withFirst, withOlder } from "./feed.ts";
import { type Filter, isPlain, toQuery, writeFilter } from "./filter.ts";

const PAGE = 100;
/** A list that only the server can judge is asked for this often while things happen, in ms. */
const EVERY = 700;

/** States that are remembered while an answer is under way. */
const KNOWN = 2_000;

/** A page may be short, or empty, and there are still more: what few events pass is looked for in slices. */
async function firstPage(filter: Filter, isWanted: () => boolean) {
  const query = { ...toQuery(filter), limit: PAGE };
  let page = await api("GET /api/events", { query });
  while (page.items.length === 0 && page.next !== null && isWanted())
    page = await api("GET /api/events", { query: { ...query, before: page.next } });
  return page;
}

/** What was seen of a list before: going back to it is not a new start. */
const seenBefore = new Map<string, Feed>();

/** The events that fit a filter, live. While `hold`, new ones wait and are counted. */
export function useFeed(filter: Filter, hold: boolean) {
  const name = writeFilter(filter);
  const [feed, setFeed] = useState<Feed>(() => seenBefore.get(name) ?? EMPTY);
  const [loading, setLoading] = useState(!seenBefore.has(name));
  const [error, setError] = useState<unknown>();
  const current = useRef({ feed, filter, hold, name, busy: false, meanwhile: [] as StreamMessage[] });
  Object.assign(current.current, { filter, hold, name });

  const change = useCallback((to: Feed) => {
    current.current.feed = to;
    seenBefore.set(current.current.name, to);
    setFeed(to);
  }, []);

  const loadFirst = useCallback(async () => {
    const { name: asked, filter: by } = current.current;
    const meanwhile: StreamMessage[] = [];
    current.current.meanwhile = meanwhile;
    try {
      const page = await firstPage(by, () => current.current.name === asked);
      if (current.current.name !== asked) return;
      setError(undefined);
      const fits = () => false;
      change(withBatch(withFirst(current.current.feed, page), meanwhile, { fits, hold: false }));
    } catch (failed) {
      if (current.current.name === asked) setError(failed);
    }
    if (current.current.name === asked) setLoading(false);
  }, [change]);

  const loadOlder = useCallback(async () => {
    const { feed: now, filter: by, name: asked, busy } = current.current;
    if (busy || !now.older) return;
    current.current.busy = true;
    try {
      const page = await api("GET /api/events", { query: { ...toQuery(by), ...now.older, limit: PAGE } });
      if (current.current.name === asked) change(withOlder(current.current.feed, page));
    } catch (failed) {
      if (current.current.name === asked) setError(failed);
    }
    current.current.busy = false;
  }, [change]);

  // Another filter is another list.
  useEffect(() => {
    const known = seenBefore.get(name);
    current.current.feed = known ?? EMPTY;
    setFeed(known ?? EMPTY);
    setLoading(!known);
    loadFirst();
  }, [name, loadFirst]);

  // Live at last, or again: what came meanwhile.
  const connection = useConnection();
  const before = useRef(connection);
  useEffect(() => {
    if (before.current !== "live" && connection === "live") loadFirst();
    before.current = connection;
  }, [connection, loadFirst]);

  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  useLive((batch) => {
    const { filter: by, hold: holding, feed: now, meanwhile } = current.current;
    // An answer that is under way may be older than what is heard now.
    meanwhile.push(...batch.filter(({ kind }) => kind === "state"));
    if (meanwhile.length > KNOWN) meanwhile.splice(0, meanwhile.length - KNOWN);
    const fits = (event: EventSummary) =>
      isPlain(by) && (!by.source || event.source === by.source) && (!by.type || event.type === by.type);
    const next = withBatch(now, batch, { fits, hold: holding });
    if (next !== now) change(next);
    const stale = batch.some(
      (m) => m.kind === "resync" || (!isPlain(by) && (m.kind === "event" || m.kind === "state")),
    );
    if (!stale || holding) return;
    timer.current ??= setTimeout(() => {
      timer.current = undefined;
      loadFirst();
    }, EVERY);
  });

  return { feed, loading, error, loadOlder, release: () => change(released(current.current.feed)) };
}
