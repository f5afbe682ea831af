import { type RefObject, useEffect, useState } from "react";
import { useApi } from "../../api.ts";
import type { EventState } from "../../shapes.ts";
import { Button } from "../../ui/button.tsx";
import { Field, Segments, Select } from "../../ui/field.tsx";
import { STATES, StateMark } from "../../ui/state.tsx";
import type { Filter } from "./filter.ts";
import { singleKeys } from "./useKeys.ts";

const TIMES = [
  ["", "Any time"],
  ["15", "Last 15 min"],
  ["60", "Last hour"],
  ["1440", "Last day"],
  ["10080", "Last week"],
] as const;

/** What somebody types is asked for after this pause, in ms. */
const PAUSE = 250;

export function FilterBar({
  filter,
  onChange,
  search,
}: {
  filter: Filter;
  onChange: (change: Filter) => void;
  search: RefObject<HTMLInputElement | null>;
}) {
  const sources = useApi("GET /api/sources").data?.items ?? [];
  const work = useApi("GET /api/work", undefined, { retry: false }).data?.items ?? [];
  const names = (all: string[], now: string | undefined, none: string) =>
    [
      ["", none] as const,
      ...[...new Set([...all, ...(now ? [now] : [])])].map((name) => [name, name] as const),
    ] as const;
  const { q: _, state: __, ...more } = filter;
  const [open, setOpen] = useState(Object.values(more).some(Boolean));
  const narrowed = Object.keys(filter).length > 0;
  return (
    <div className="mb-3 space-y-2.5">
      <div className="grid grid-cols-2 gap-2 sm:grid-cols-[minmax(0,2fr)_repeat(4,minmax(0,1fr))]">
        <div className="col-span-2 flex gap-2 sm:col-span-1 sm:block">
          <div className="min-w-0 flex-1">
            <Typed
              hidden
              inputRef={search}
              label="Search"
              onChange={(q) => onChange({ q })}
              placeholder={matchMedia("(min-width: 40rem)").matches && singleKeys() ? "Search  /" : "Search"}
              value={filter.q ?? ""}
            />
          </div>
          <Button aria-expanded={open} className="sm:hidden" onClick={() => setOpen(!open)}>
            Filters
          </Button>
        </div>
        {/* A phone has the room for them once they are asked for. */}
        <div className={`${open ? "contents" : "hidden"} sm:contents`}>
          <Typed
            hidden
            label="Type"
            onChange={(type) => onChange({ type })}
            placeholder="Any type"
            value={filter.type ?? ""}
          />
          <Select
            hidden
            label="Source"
            onChange={(e) => onChange({ source: e.target.value })}
            options={names(
              sources.map((s) => s.name),
              filter.source,
              "Any source",
            )}
            value={filter.source ?? ""}
          />
          <Select
            hidden
            label="Destination"
            onChange={(e) => onChange({ destination: e.target.value })}
            options={names(
              work.map((w) => w.destination),
              filter.destination,
              "Any destination",
            )}
            value={filter.destination ?? ""}
          />
          <Select
            hidden
            label="Received"
            onChange={(e) => onChange({ within: Number(e.target.value) || undefined })}
            options={TIMES}
            value={String(filter.within ?? "")}
          />
        </div>
      </div>
      <div className="flex flex-wrap items-center gap-2">
        <Segments<EventState | "all">
          label="State"
          onChange={(state) => onChange({ state: state === "all" ? undefined : state })}
          options={[
            ["all", "All"],
            ...STATES.map(
              (state) =>
                [
                  state,
                  <>
                    <StateMark className="size-3" state={state} />
                    {state}
                  </>,
                ] as const,
            ),
          ]}
          value={filter.state ?? "all"}
        />
        {narrowed && (
          <Button
            look="quiet"
            onClick={() =>
              onChange({ source: "", type: "", state: undefined, destination: "", q: "", within: undefined })
            }
          >
            Clear
          </Button>
        )}
      </div>
    </div>
  );
}

/** A field whose words count once the typing pauses. */
function Typed({
  value,
  onChange,
  inputRef,
  ...rest
}: {
  value: string;
  onChange: (value: string) => void;
  inputRef?: RefObject<HTMLInputElement | null>;
  label: string;
  hidden: boolean;
  placeholder: string;
}) {
  const [typed, setTyped] = useState(value);
  useEffect(() => setTyped(value), [value]);
  useEffect(() => {
    if (typed === value) return undefined;
    const timer = setTimeout(() => onChange(typed), PAUSE);
    return () => clearTimeout(timer);
  }, [typed, value, onChange]);
  return <Field {...rest} onChange={(e) => setTyped(e.target.value)} ref={inputRef} type="search" value={typed} />;
}
