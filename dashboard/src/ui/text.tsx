import { useNow } from "../live/clock.ts";
import { ago, exactTime, seen } from "./words.ts";

/** A stranger's text: in its own direction, with what cannot be seen made visible. */
export function Said({ children, className }: { children: string; className?: string }) {
  return <bdi className={className}>{seen(children)}</bdi>;
}

/** A sentence of ours, in which `backticks` are code. */
export function Prose({ children }: { children: string }) {
  return children.split("`").map((part, i) =>
    i % 2 === 1 ? (
      <code className="data" key={i}>
        {seen(part)}
      </code>
    ) : (
      <Said key={i}>{part}</Said>
    ),
  );
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
