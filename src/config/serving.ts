import { HookinboxError } from "../errors.ts";
import { listMistakes, type Mistake, pathText } from "./mistakes.ts";
import type { Settings } from "./settings.ts";

export interface Serving {
  /** The address that the ingest listener binds; left out where an app has a listener of its own. */
  readonly host?: string;
  /** `false`: it receives only. */
  readonly work: boolean;
}

/**
 * What a config allows depends on how it is run: a source that verifies nothing only listens on loopback, and one that
 * answers after its handlers needs them here.
 *
 * @throws HookinboxError `CONFIG_INVALID`
 */
export function checkServing(settings: Settings, serving: Serving, file = "The config"): void {
  const { host, work } = serving;
  const mistakes = [...settings.sources.values()].flatMap(({ name, provider, allowUnverified, mode }): Mistake[] => {
    const found: Mistake[] = [];
    if (isUnverified(provider) && !allowUnverified && !(host !== undefined && isLoopback(host))) {
      found.push({
        path: pathText(["sources", name, "provider"]),
        message: `the provider "${provider.id}" verifies nothing, and ${host ?? "an app's own listener"} can be reached from outside.`,
        fix: "Serve on 127.0.0.1, name the real provider, or set allowUnverified: true on the source if anyone may post to it.",
      });
    }
    if (mode === "sync" && !work) {
      found.push({
        path: pathText(["sources", name, "mode"]),
        message: 'a "sync" source answers after its handlers have run, and this process runs none.',
        fix: 'Leave out --no-work (work: false), or set mode: "async".',
      });
    }
    return found;
  });
  if (mistakes.length > 0) throw new HookinboxError("CONFIG_INVALID", listMistakes(file, mistakes));
}

/** Whether a provider is one that verifies nothing. */
export const isUnverified = ({ signature }: { signature: unknown }): boolean =>
  typeof signature === "object" && signature !== null && (signature as { scheme?: unknown }).scheme === "none";

/** Whether an address is only reachable from this machine. A name other than `localhost` is taken for one that is not. */
export const isLoopback = (host: string): boolean =>
  host === "localhost" || host === "::1" || host === "[::1]" || /^127(?:\.\d{1,3}){3}$/.test(host);
