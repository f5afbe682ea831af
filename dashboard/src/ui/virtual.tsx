import { useVirtualizer } from "@tanstack/react-virtual";
import { type ReactNode, useRef } from "react";

/** Many lines of one height, of which only those in sight are there. */
export function Lines({
  count,
  line,
  label,
  height = 20,
  most = 24,
}: {
  count: number;
  line: (index: number) => ReactNode;
  label: string;
  height?: number;
  /** Lines that are in sight at once. */
  most?: number;
}) {
  const box = useRef<HTMLDivElement>(null);
  const rows = useVirtualizer({ count, getScrollElement: () => box.current, estimateSize: () => height, overscan: 12 });
  return (
    <div
      aria-label={label}
      className="overflow-auto py-2 outline-offset-[-2px]"
      ref={box}
      role="region"
      style={{ maxHeight: most * height + 16 }}
      tabIndex={0}
    >
      <div className="relative min-w-full" style={{ height: rows.getTotalSize() }}>
        {rows.getVirtualItems().map(({ index, start }) => (
          <div
            className="absolute top-0 left-0 min-w-full"
            key={index}
            style={{ height, transform: `translateY(${start}px)` }}
          >
            {line(index)}
          </div>
        ))}
      </div>
    </div>
  );
}
