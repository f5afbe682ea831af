import type { SourceSettings } from "./config/settings.ts";
import type { Verifier } from "./verify/verifier.ts";

/** A source made ready: how it is set, what verifies it, whom its events are owed to. */
export interface Source {
  readonly settings: SourceSettings;
  readonly verifier: Verifier;
  /** Names of the destinations of a type. */
  owed(type: string): readonly string[];
}
