import type { Settings } from "./config/settings.ts";
import { HookinboxError } from "./errors.ts";
import type { Pausable, Pause } from "./stores/store.ts";
import { didYouMean } from "./suggest.ts";

/** What is paused or resumed: by its name, or said outright where a source and a destination share one. */
export type PauseWhat = string | { readonly source: string } | { readonly destination: string };

/** What there is to pause; what is paused already may be resumed though it is not there any more. */
export interface Known {
  readonly sources: Settings["sources"];
  readonly destinations: readonly string[];
  readonly paused: readonly Pause[];
}

/**
 * The source or destination that is meant.
 *
 * @throws HookinboxError `PAUSE_UNKNOWN` with the nearest right name; `PAUSE_REFUSED` for a name of both, and for a sync
 * source, whose sender waits for the answer
 */
export function findPausable(what: PauseWhat, { sources, destinations, paused }: Known): Pausable {
  const there: Pausable[] = [
    ...[...sources.keys()].map((name) => ({ kind: "source", name }) as const),
    ...destinations.map((name) => ({ kind: "destination", name }) as const),
    ...paused.map(({ kind, name }) => ({ kind, name })),
  ];
  const kind = typeof what === "string" ? undefined : "source" in what ? "source" : "destination";
  const name = typeof what === "string" ? what : "source" in what ? what.source : what.destination;
  const found = there.filter((one) => one.name === name && (kind === undefined || one.kind === kind));
  const [first] = found;
  if (!first) {
    const near = didYouMean(name, [...new Set(there.map((one) => one.name))]);
    throw new HookinboxError(
      "PAUSE_UNKNOWN",
      `no ${kind ?? "source or destination"} is called ${JSON.stringify(name)}.${near}`,
    );
  }
  if (found.some((one) => one.kind !== first.kind))
    throw new HookinboxError("PAUSE_REFUSED", `${JSON.stringify(name)} is a source and a destination: say which.`);
  if (first.kind === "source" && sources.get(name)?.mode === "sync")
    throw new HookinboxError(
      "PAUSE_REFUSED",
      `the source ${JSON.stringify(name)} is sync: its sender waits for the answer, so there is nothing to hold back.`,
    );
  return first;
}
