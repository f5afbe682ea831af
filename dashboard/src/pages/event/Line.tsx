import type { ReactNode } from "react";
import { Said } from "../../ui/text.tsx";
import { clockTime, exactTime } from "../../ui/words.ts";

/** One moment of a timeline: its mark, what it was, when; and what there is to say of it. */
export function Line({
  mark,
  title,
  at,
  children,
}: {
  mark: ReactNode;
  title: ReactNode;
  at?: number;
  children?: ReactNode;
}) {
  return (
    <>
      <span className="absolute top-1 left-0.5 flex size-4 items-center justify-center">{mark}</span>
      <div className="flex items-baseline justify-between gap-3">
        <p className="anywhere min-w-0 font-medium">{title}</p>
        {at !== undefined && (
          <time
            className="figures shrink-0 text-xs text-muted"
            dateTime={new Date(at).toISOString()}
            title={exactTime(at)}
          >
            {clockTime(at)}
          </time>
        )}
      </div>
      {children && <div className="mt-0.5 text-sm text-soft">{children}</div>}
    </>
  );
}

export const To = ({ destination, children }: { destination: string; children: ReactNode }) => (
  <>
    {children} <span className="font-normal text-muted">·</span>{" "}
    <Said className="data font-normal text-soft">{destination}</Said>
  </>
);
