import { useNow } from "../live/clock.ts";
import { ago, exactTime, seen } from "./words.ts";

/** A stranger's text: in its own direction, with what cannot be seen made visible. */
export function Said({ children, className }: { children: string; className?: string }) {
  return <bdi className={className}>{seen(children)}</bdi>;
}

/** How long ago; the exact time on hover, and for those who ask for it beside it. */
export function Ago({ at, exact = false, className = "" }: { at: number; exact?: boolean; className?: string }) {
  const now = useNow();
  return (
    <time
      className={`figures whitespace-nowrap ${className}`}
      dateTime={new Date(at).toISOString()}
      title={exactTime(at)}
    >
      {exact ? `${exactTime(at)} · ${ago(at, now)}` : ago(at, now)}
    </time>
  );
}
