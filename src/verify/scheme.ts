import type { Signature } from "../providers/signature.ts";
import type { Instant } from "../types.ts";
import type { Refusal } from "./failures.ts";
import type { KeyFetcher } from "./key-fetch.ts";
import type { Reading, Surroundings } from "./reading.ts";

/** What a scheme found: the request is genuine, and when it was signed. */
export interface Proven {
  readonly ok: true;
  readonly signedAt?: Instant;
}

export type Finding = Proven | Refusal;

/** A signature's rule made ready for one source: keys decoded, templates compiled. */
export interface Scheme {
  /** One of these headers must be there; empty where the signature stands in body or URL. Lower case. */
  readonly carriers: readonly string[];
  /** Headers that hold a secret or a reusable token. Lower case. */
  readonly credentials: readonly string[];
  /** Headers that hold a keyed signature of the very body: worth nothing to another one. Lower case; left out: none. */
  readonly signatures?: readonly string[];
  /** Never throws. A promise only where a key is fetched. */
  check(reading: Reading): Finding | Promise<Finding>;
}

/** What a scheme is made for. */
export interface Setting {
  readonly secrets: readonly string[];
  /** In ms; `false`: off; `undefined`: the definition's own. */
  readonly tolerance: number | false | undefined;
  readonly around: Surroundings;
  /** Gets keys that a provider publishes. */
  readonly fetchKey: KeyFetcher;
  readonly warn: (warning: string) => void;
  /** Makes a scheme of a signature inside another. */
  readonly make: (signature: Signature, setting: Setting) => Scheme;
}
