import type { SignedTime } from "../../providers/signature.ts";
import type { Instant } from "../../types.ts";
import { type Refusal, refuse } from "../failures.ts";
import type { Reading } from "../reading.ts";
import type { Finding, Setting } from "../scheme.ts";
import { compile, headersOf, render } from "../template.ts";
import { badTime, checkTime, readTime } from "../time.ts";

/** The signed time of a scheme. `read` comes before the signature is computed, `judge` after it was right. */
export interface TimeCheck {
  readonly headers: readonly string[];
  read(reading: Reading): Refusal | undefined;
  judge(reading: Reading): Finding;
}

const NO_TIME: TimeCheck = { headers: [], read: () => undefined, judge: () => ({ ok: true }) };

const UNSIGNED = "The time is not covered by the signature: it stops honest repeats, not someone who changes it.";

/** Made once. The source's tolerance goes before the definition's. */
export function compileTime(time: SignedTime | undefined, setting: Setting): TimeCheck {
  if (!time) return NO_TIME;
  if (time.unsigned) setting.warn(UNSIGNED);
  const at = compile(time.at);
  const tolerance = setting.tolerance ?? time.tolerance;
  return {
    headers: headersOf(at),
    read(reading) {
      reading.timestamp = render(at, reading);
      if (reading.timestamp || time.optional) return undefined;
      return refuse("TIMESTAMP_MISSING", `The signed time is missing: ${time.at} is absent or empty`);
    },
    judge(reading) {
      const text = reading.timestamp;
      if (!text) return { ok: true };
      const signedAt: Instant | undefined = readTime(text, time.unit);
      if (signedAt === undefined) return badTime(text, time.unit);
      const late = tolerance === false ? undefined : checkTime(signedAt, reading.inbound.receivedAt, tolerance);
      return late ?? { ok: true, signedAt };
    },
  };
}
