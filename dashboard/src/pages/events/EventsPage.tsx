import { type ComponentProps, useCallback, useRef, useState } from "react";
import { useLocation } from "wouter";
import { Button } from "../../ui/button.tsx";
import { Empty, Failure, Head, Waiting } from "../../ui/parts.tsx";
import { counted } from "../../ui/words.ts";
import { ReplayDialog } from "../event/ReplayDialog.tsx";
import { FirstEvent } from "../overview/FirstEvent.tsx";
import { BulkReplay } from "../work/BulkReplay.tsx";
import { EventList } from "./EventList.tsx";
import { FilterBar } from "./FilterBar.tsx";
import { toQuery, useFilter } from "./filter.ts";
import { useFeed } from "./useFeed.ts";
import { setSingleKeys, singleKeys, useKeys } from "./useKeys.ts";
import { useScrolled } from "./useScrolled.ts";

export function EventsPage() {
  const [filter, change] = useFilter();
  const [, navigate] = useLocation();
  const scrolled = useScrolled();
  const list = useFeed(filter, scrolled);
  const { feed, loading, error, olderError } = list;
  // The chosen one stays chosen while others arrive above it.
  const [chosenId, setChosenId] = useState<string>();
  const chosen = feed.items.findIndex(({ id }) => id === chosenId);
  const [replaying, setReplaying] = useState<string>();
  const [bulk, setBulk] = useState(false);
  const search = useRef<HTMLInputElement>(null);
  const narrowed = Object.keys(filter).length > 0;

  const step = (by: number) => {
    const next = chosen < 0 ? 0 : Math.min(feed.items.length - 1, Math.max(0, chosen + by));
    setChosenId(feed.items[next]?.id);
  };
  useKeys({
    j: () => step(1),
    k: () => step(-1),
    Enter: () => chosenId && navigate(`/events/${chosenId}`),
    "/": () => search.current?.focus(),
    r: () => chosenId && setReplaying(chosenId),
    Escape: () => setChosenId(undefined),
  });
  const toTop = useCallback(() => window.scrollTo({ top: 0 }), []);

  return (
    <>
      <Head title="Events">
        <Button onClick={() => setBulk(true)}>Replay {narrowed ? "these" : "many"}…</Button>
      </Head>
      <FilterBar filter={filter} onChange={change} search={search} />
      {error !== undefined && feed.items.length === 0 && (
        <NotLoaded error={error} onRetry={list.retry} what="The events could not be loaded" />
      )}
      {loading && feed.items.length === 0 && error === undefined && <Waiting rows={10} />}
      {!loading && error === undefined && feed.items.length === 0 && (narrowed ? <NothingFits /> : <FirstEvent />)}
      {feed.held.length > 0 && (
        <div className="sticky top-3 z-20 h-0 text-center">
          <Button className="rounded-full shadow-lg" look="main" onClick={toTop}>
            {feed.held.length >= 500 ? "500+ new events" : counted(feed.held.length, "new event")} ↑
          </Button>
        </div>
      )}
      {feed.items.length > 0 && (
        <EventList
          chosenId={chosenId}
          items={feed.items}
          more={olderError === undefined ? feed.older : undefined}
          onEnd={list.loadOlder}
        />
      )}
      {feed.items.length > 0 && olderError !== undefined && (
        <div className="mt-3">
          <NotLoaded error={olderError} onRetry={list.retryOlder} what="Older events could not be loaded" />
        </div>
      )}
      {feed.items.length > 0 && <Keys looking={list.looking} more={feed.older !== undefined} />}
      {replaying && <ReplayDialog id={replaying} onClose={() => setReplaying(undefined)} />}
      {bulk && <BulkReplay filter={toQuery(filter)} onClose={() => setBulk(false)} />}
    </>
  );
}

function NotLoaded({ onRetry, ...failure }: ComponentProps<typeof Failure> & { onRetry: () => void }) {
  return (
    <div className="space-y-2">
      <Failure {...failure} />
      <Button onClick={onRetry}>Try again</Button>
    </div>
  );
}

function NothingFits() {
  return (
    <Empty title="No event fits this.">
      <p>
        A type may end in <code className="data">*</code>. Search looks for a part of id, key or type; with{" "}
        <code className="data">search: true</code> in the config for whole words, in bodies and headers as well.
      </p>
    </Empty>
  );
}

const KEYS = [
  ["j k", "next, previous"],
  ["enter", "open"],
  ["r", "replay"],
  ["/", "search"],
] as const;

function Keys({ more, looking }: { more: boolean; looking: boolean }) {
  const [on, setOn] = useState(singleKeys);
  return (
    <div className="mt-3 flex flex-wrap gap-x-5 gap-y-1 text-xs text-muted">
      {looking ? "Looking for older ones…" : more ? "Older ones load as you scroll." : "That is all there is."}
      <span className="ml-auto hidden flex-wrap gap-x-4 sm:flex">
        <label className="flex items-center gap-1.5">
          <input
            checked={on}
            onChange={(e) => {
              setSingleKeys(e.target.checked);
              setOn(e.target.checked);
            }}
            type="checkbox"
          />
          Single keys
        </label>
        {KEYS.map(([key, what]) => (
          <span key={key}>
            <kbd className="data rounded border border-line bg-surface px-1 text-soft">{key}</kbd> {what}
          </span>
        ))}
      </span>
    </div>
  );
}
