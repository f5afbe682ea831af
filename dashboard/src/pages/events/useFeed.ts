import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import type { StreamMessage } from "../../../../src/client/stream.ts";
import { api, statusOf } from "../../api.ts";
import { useConnection, useLive } from "../../live/live.ts";
import type { EventSummary } from "../../shapes.ts";
import { createAgain } from "./again.ts";
import { EMPTY, type Feed, released, withBatch, withFirst, withOlder } from "./feed.ts";
import { type Filter, isPlain, toQuery, writeFilter } from "./filter.ts";

const PAGE = 100;
/** A list that only the server can judge is asked for this often while things happen, in ms. */
const EVERY = 700;

/** States that are remembered while an answer is under way. */
const KNOWN = 2_000;

const ask = (filter: Filter, from: Feed["older"]) =>
  api("GET /api/events", { query: { ...toQuery(filter), ...from, limit: PAGE } });

/** A page may be short, or empty, and there are still more: what few events pass is looked for in slices. */
async function firstPage(filter: Filter, isWanted: () => boolean) {
  let page = await ask(filter, undefined);
  while (page.items.length === 0 && page.next !== null && isWanted()) page = await ask(filter, { before: page.next });
  return page;
}

/** What was seen of a list before: going back to it is not a new start. */
const seenBefore = new Map<string, Feed>();

/** The events that fit a filter, live. While `hold`, new ones wait and are counted. */
export function useFeed(filter: Filter, hold: boolean) {
  const name = writeFilter(filter);
  const [feed, setFeed] = useState<Feed>(() => seenBefore.get(name) ?? EMPTY);
  const [loading, setLoading] = useState(!seenBefore.has(name));
  const [looking, setLooking] = useState(false);
  const [error, setError] = useState<unknown>();
  const [olderError, setOlderError] = useState<unknown>();
  const current = useRef({
    feed,
    filter,
    hold,
    name,
    /** The list whose older ones are being asked for. */
    busy: undefined as string | undefined,
    gone: false,
    meanwhile: [] as StreamMessage[],
  });
  Object.assign(current.current, { filter, hold, name });
  const isWanted = useCallback((asked: string) => current.current.name === asked && !current.current.gone, []);
  useEffect(() => {
    current.current.gone = false;
    return () => {
      current.current.gone = true;
    };
  }, []);

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
      const page = await firstPage(by, () => isWanted(asked));
      if (!isWanted(asked)) return true;
      setError(undefined);
      const fits = () => false;
      change(withBatch(withFirst(current.current.feed, page), meanwhile, { fits, hold: false }));
      setLoading(false);
    } catch (failed) {
      if (!isWanted(asked)) return true;
      setError(failed);
      setLoading(false);
      // What the server has refused it refuses again.
      return statusOf(failed) >= 400 && statusOf(failed) < 500;
    }
    return true;
  }, [change, isWanted]);

  const again = useMemo(() => createAgain(loadFirst, EVERY, () => current.current.hold), [loadFirst]);
  useEffect(() => again.stop, [again]);

  /** Goes on over slices in which nothing was found: the list does not become longer by them, so nobody would ask again. */
  const loadOlder = useCallback(async () => {
    const { filter: by, name: asked, busy } = current.current;
    if (busy === asked || !current.current.feed.older) return;
    current.current.busy = asked;
    setLooking(true);
    try {
      for (let found = 0; found === 0 && isWanted(asked); ) {
        const from: Feed["older"] = current.current.feed.older;
        if (!from) break;
        const page = await ask(by, from);
        // Meanwhile the first page may have come again, and the list may end elsewhere.
        if (!isWanted(asked) || current.current.feed.older !== from) continue;
        change(withOlder(current.current.feed, page));
        found = page.items.length;
      }
    } catch (failed) {
      if (isWanted(asked)) setOlderError(failed);
    }
    if (current.current.busy !== asked) return;
    current.current.busy = undefined;
    setLooking(false);
  }, [change, isWanted]);

  // Another filter is another list.
  useEffect(() => {
    const known = seenBefore.get(name);
    current.current.feed = known ?? EMPTY;
    setFeed(known ?? EMPTY);
    setLoading(!known);
    setOlderError(undefined);
    setLooking(current.current.busy === name);
    again.now();
  }, [name, again]);

  // Live at last, or again: what came meanwhile.
  const connection = useConnection();
  const before = useRef(connection);
  useEffect(() => {
    if (before.current !== "live" && connection === "live") again.now();
    before.current = connection;
  }, [connection, again]);

  // Back at the top: what was held back, and what was not even asked for.
  useEffect(() => {
    if (hold) return;
    const now = current.current.feed;
    if (now.held.length > 0) change(released(now));
    again.released();
  }, [hold, again, change]);

  useLive((batch) => {
    const { filter: by, hold: holding, feed: now, meanwhile } = current.current;
    // An answer that is under way may be older than what is heard now.
    for (const message of batch) if (message.kind === "state") meanwhile.push(message);
    if (meanwhile.length > KNOWN) meanwhile.splice(0, meanwhile.length - KNOWN);
    const fits = (event: EventSummary) =>
      isPlain(by) && (!by.source || event.source === by.source) && (!by.type || event.type === by.type);
    const next = withBatch(now, batch, { fits, hold: holding });
    if (next !== now) change(next);
    const stale = batch.some(
      (m) => m.kind === "resync" || (!isPlain(by) && (m.kind === "event" || m.kind === "state")),
    );
    if (stale) again.soon();
  });

  return {
    feed,
    loading,
    error,
    /** Asks for the first page again. */
    retry: again.now,
    loadOlder,
    /** Slices are looked through for older ones. */
    looking,
    /** Stays until somebody asks again: a list that is loaded anew each second would ask a server in need as often. */
    olderError,
    /** The list asks by itself again, as its end is in sight. */
    retryOlder: () => setOlderError(undefined),
  };
}
