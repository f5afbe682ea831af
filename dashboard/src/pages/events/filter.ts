import { useCallback, useMemo } from "react";
import { useLocation, useSearch } from "wouter";
import type { EventState } from "../../shapes.ts";
import { STATES } from "../../ui/state.tsx";

/** What the list is narrowed to; it is all in the page's address, so that it can be sent to somebody. */
export interface Filter {
  readonly source?: string;
  readonly type?: string;
  readonly state?: EventState;
  readonly destination?: string;
  readonly q?: string;
  /** Received within this many minutes. */
  readonly within?: number;
}

const WORDS = ["source", "type", "destination", "q"] as const;

export function readFilter(search: string): Filter {
  const query = new URLSearchParams(search);
  const state = query.get("state") as EventState | null;
  const within = Number(query.get("within"));
  return {
    ...Object.fromEntries(WORDS.flatMap((word) => (query.get(word) ? [[word, query.get(word)]] : []))),
    ...(state && STATES.includes(state) ? { state } : {}),
    ...(within > 0 ? { within } : {}),
  };
}

export function writeFilter(filter: Filter): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(filter)) if (value) query.set(name, String(value));
  return query.size === 0 ? "" : `?${query}`;
}

/** As the API asks for it. */
export function toQuery({ within, ...rest }: Filter) {
  return { ...rest, ...(within ? { after: Date.now() - within * 60_000 } : {}) };
}

/** Whether what arrives can be judged here: only the server knows who is owed an event, or what words are in it. */
export const isPlain = ({ state, destination, q, type }: Filter): boolean =>
  state === undefined && !destination && !q && !(type ?? "").includes("*");

export function useFilter(): [Filter, (change: Filter) => void] {
  const search = useSearch();
  const [path, navigate] = useLocation();
  const filter = useMemo(() => readFilter(search), [search]);
  const change = useCallback(
    (part: Filter) => navigate(path + writeFilter({ ...readFilter(search), ...part }), { replace: true }),
    [search, path, navigate],
  );
  return [filter, change];
}
