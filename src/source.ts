import type { SourceSettings } from "./config/settings.ts";
import type { Payload } from "./payload.ts";
import type { NewEvent, NewLane } from "./stores/store.ts";
import type { Inbound, Reply } from "./types.ts";
import type { Verifier } from "./verify/verifier.ts";

/** A source made ready: how it is set, what verifies it, whom its events are owed to. */
export interface Source {
  readonly settings: SourceSettings;
  readonly verifier: Verifier;
  /** The answer to a handshake that hands over the secret, while a window for it is open. */
  enrol?(inbound: Inbound): Reply | undefined;
  /** Names of the destinations of a type. */
  owed(type: string): readonly string[];
  /** The lanes of an event's deliveries. Absent where none of its destinations keeps an order. */
  lanes?(event: Omit<NewEvent, "lanes">, payload: Payload): readonly NewLane[];
}
