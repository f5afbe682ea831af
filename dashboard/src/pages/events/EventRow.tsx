import { memo } from "react";
import { Link } from "wouter";
import type { EventSummary } from "../../shapes.ts";
import { StateMark } from "../../ui/state.tsx";
import { Ago, Said } from "../../ui/text.tsx";
import { bytes, exactTime } from "../../ui/words.ts";

/** One event in a list. On a phone it has two lines. */
export const EventRow = memo(function EventRow({ event, chosen }: { event: EventSummary; chosen: boolean }) {
  const { id, source, key, type, state, receivedAt, size } = event;
  return (
    <Link
      aria-current={chosen ? "true" : undefined}
      className="grid h-full grid-cols-[auto_minmax(0,1fr)_auto] items-center gap-x-3 border-b border-line px-4 outline-offset-[-2px] hover:bg-sunken aria-[current]:bg-accent-wash sm:grid-cols-[auto_minmax(0,5fr)_minmax(0,2fr)_minmax(0,4fr)_4rem_5.5rem]"
      data-event={id}
      href={`/events/${id}`}
      title={exactTime(receivedAt)}
    >
      <StateMark label={state} state={state} />
      <span className="min-w-0 truncate font-medium">
        <Said>{type}</Said>
        <span className="block truncate text-xs font-normal text-muted sm:hidden">
          {source} · {bytes(size)}
        </span>
      </span>
      <span className="hidden truncate text-soft sm:block">{source}</span>
      <span className="data hidden truncate text-muted sm:block">{key === null ? "no key" : <Said>{key}</Said>}</span>
      <span className="figures hidden text-right text-sm text-muted sm:block">{bytes(size)}</span>
      <Ago at={receivedAt} className="text-right text-sm text-soft" />
    </Link>
  );
});
