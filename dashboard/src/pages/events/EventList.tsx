import { useWindowVirtualizer } from "@tanstack/react-virtual";
import { useEffect, useLayoutEffect, useRef, useState } from "react";
import type { EventSummary } from "../../shapes.ts";
import { card } from "../../ui/parts.tsx";
import { EventRow } from "./EventRow.tsx";
import type { Feed } from "./feed.ts";

const narrow = window.matchMedia("(max-width: 639px)");
const height = () => (narrow.matches ? 60 : 42);

/** The rows of the list, of which only those in sight are there. It scrolls with the page. */
export function EventList({
  items,
  chosenId,
  more,
  onEnd,
}: {
  items: readonly EventSummary[];
  chosenId: string | undefined;
  /** Where the list goes on, if it does: another one is asked for anew. */
  more: Feed["older"];
  onEnd: () => void;
}) {
  const list = useRef<HTMLOListElement>(null);
  const [top, setTop] = useState(0);
  useLayoutEffect(() => setTop(list.current?.offsetTop ?? 0), []);
  const rows = useWindowVirtualizer({
    count: items.length,
    estimateSize: height,
    overscan: 8,
    scrollMargin: top,
    getItemKey: (i) => items[i]?.id ?? i,
  });
  useEffect(() => {
    const measure = () => rows.measure();
    narrow.addEventListener("change", measure);
    return () => narrow.removeEventListener("change", measure);
  }, [rows]);

  const shown = rows.getVirtualItems();
  const last = shown.at(-1)?.index ?? 0;
  useEffect(() => {
    if (more && items.length > 0 && last >= items.length - 20) onEnd();
  }, [last, items.length, more, onEnd]);

  const chosen = items.findIndex(({ id }) => id === chosenId);
  // The keyboard goes through the list: the row comes into sight and has the focus.
  // biome-ignore lint/correctness/useExhaustiveDependencies: only a step moves the focus, not what arrives above
  useEffect(() => {
    if (chosen < 0) return;
    rows.scrollToIndex(chosen, { align: "auto" });
    requestAnimationFrame(() => {
      list.current
        ?.querySelector<HTMLElement>(`[data-event="${CSS.escape(chosenId ?? "")}"]`)
        ?.focus({ preventScroll: true });
    });
  }, [chosenId]);

  return (
    <ol
      aria-label="Events, newest first"
      className={`${card} relative overflow-hidden`}
      ref={list}
      style={{ height: rows.getTotalSize() + 1 }}
    >
      {shown.map(({ index, key, start, size }) => {
        const event = items[index];
        return (
          event && (
            <li
              className="absolute inset-x-0 top-0"
              key={key}
              style={{ height: size, transform: `translateY(${start - top}px)` }}
            >
              <EventRow chosen={event.id === chosenId} event={event} />
            </li>
          )
        );
      })}
    </ol>
  );
}
