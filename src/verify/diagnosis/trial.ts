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

/** Verifies again with one thing changed. The time is not looked at: it was not what failed. */
export class Trial {
  readonly inbound: Inbound;
  readonly source: Case;

  constructor(inbound: Inbound, source: Case) {
    this.inbound = inbound;
    this.source = source;
  }

  matches(change: { secrets?: readonly string[]; signature?: Signature; body?: Uint8Array; url?: string }): boolean {
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
