import { useMemo, useState } from "react";
import { Lines } from "../ui/virtual.tsx";
import { count, seen } from "../ui/words.ts";
import { Exactly } from "./bytes.ts";
import { type Row, rowsOf } from "./tree.ts";

/** A string is shown to this length; the text view has all of it. */
const LONG = 600;
/** Deeper lines stand no further to the right. */
const DEEP = 24;

export function Tree({ value }: { value: unknown }) {
  const [turned, setTurned] = useState<ReadonlySet<string>>(new Set());
  const { rows, cut } = useMemo(() => rowsOf(value, turned), [value, turned]);
  const turn = (path: string) => {
    const next = new Set(turned);
    if (!next.delete(path)) next.add(path);
    setTurned(next);
  };
  return (
    <>
      <Lines count={rows.length} label="Body as a tree" line={(i) => <Line onTurn={turn} row={rows[i] as Row} />} />
      {cut && (
        <p className="border-t border-line px-4 py-2 text-sm text-muted">
          Only the first {count(rows.length)} lines: close some, or see the text.
        </p>
      )}
    </>
  );
}

function Line({ row, onTurn }: { row: Row; onTurn: (path: string) => void }) {
  const holds = row.size !== undefined && row.size > 0;
  const name = row.name === undefined ? undefined : seen(row.name);
  const body = (
    <>
      {name !== undefined && <bdi className="text-soft">{name}</bdi>}
      {name !== undefined && <span className="text-muted">: </span>}
      <Value row={row} />
    </>
  );
  return (
    <div
      className="data flex h-5 items-center pr-4 whitespace-pre"
      style={{ paddingLeft: 14 + Math.min(row.depth, DEEP) * 14 }}
    >
      {holds ? (
        <button
          aria-expanded={row.open}
          className="rounded text-left hover:bg-sunken"
          onClick={() => onTurn(row.path)}
          type="button"
        >
          <span aria-hidden="true" className="inline-block w-3.5 text-muted">
            {row.open ? "▾" : "▸"}
          </span>
          {body}
        </button>
      ) : (
        <span className="pl-3.5">{body}</span>
      )}
    </div>
  );
}

function Value({ row: { value, size, open } }: { row: Row }) {
  if (size !== undefined) {
    const [from, to] = Array.isArray(value) ? "[]" : "{}";
    if (size === 0) return <span className="text-muted">{`${from}${to}`}</span>;
    return <span className="text-muted">{open ? from : `${from}…${to} ${count(size)}`}</span>;
  }
  if (value instanceof Exactly) return <span className="text-accent">{value.source}</span>;
  if (typeof value !== "string")
    return <span className={value === null ? "text-muted" : "text-accent"}>{String(value)}</span>;
  const shown = value.length > LONG ? `${value.slice(0, LONG)}…` : value;
  return <bdi className="text-done">{JSON.stringify(seen(shown))}</bdi>;
}
