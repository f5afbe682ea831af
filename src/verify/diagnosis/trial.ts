import type { Signature } from "../../providers/signature.ts";
import type { Inbound } from "../../types.ts";
import { Reading } from "../reading.ts";
import type { Setting } from "../scheme.ts";
import { makeScheme } from "../schemes/make.ts";

/** What is known of the source whose verification failed. */
export interface Case {
  readonly provider: string;
  readonly signature: Signature;
  readonly setting: Setting;
  /** Secrets of other sources, by their name. */
  readonly otherSecrets: Readonly<Record<string, readonly string[]>>;
}

/** A cause that was found, and its fix. */
export interface Cause {
  readonly cause: string;
  readonly message: string;
  readonly advice: string;
}

/** Verifications that one search may cost, and bytes that it may hash: some milliseconds. Counted, so that load changes nothing. */
const MAX_TRIALS = 150;
const MAX_HASHED = 2_000_000;

/** Verifies again with one thing changed. The time is not looked at: it was not what failed. */
export class Trial {
  private trials = 0;
  private hashed = 0;
  readonly inbound: Inbound;
  readonly source: Case;

  constructor(inbound: Inbound, source: Case) {
    this.inbound = inbound;
    this.source = source;
  }

  /** Whether the search has cost enough. */
  get isOver(): boolean {
    return this.trials > MAX_TRIALS || this.hashed > MAX_HASHED;
  }

  matches(change: { secrets?: readonly string[]; signature?: Signature; body?: Uint8Array; url?: string }): boolean {
    if (this.isOver) return false;
    this.trials++;
    this.hashed += (change.body ?? this.inbound.body).length;
    const { setting, signature } = this.source;
    const around =
      change.url === undefined
        ? setting.around
        : { ...setting.around, options: { ...setting.around.options, url: change.url } };
    const secrets = change.secrets ?? setting.secrets;
    try {
      const scheme = makeScheme(change.signature ?? signature, {
        ...setting,
        secrets,
        around,
        tolerance: false,
        warn: () => undefined,
      });
      const inbound = change.body ? { ...this.inbound, body: change.body } : this.inbound;
      const finding = scheme.check(new Reading(inbound, around));
      return !(finding instanceof Promise) && finding.ok;
    } catch {
      return false;
    }
  }
}
