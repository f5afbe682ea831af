import type { SignedTime } from "../providers/signature.ts";
import type { Instant } from "../types.ts";
import { type Refusal, refuse, shown } from "./failures.ts";

const ISO = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:?\d{2})$/;

/** A time as providers write it, in epoch ms; `undefined` where it is written otherwise. */
export function readTime(text: string, unit: SignedTime["unit"]): Instant | undefined {
  if (unit === "iso") {
    const at = ISO.test(text) ? Date.parse(text) : Number.NaN;
    return Number.isNaN(at) ? undefined : at;
  }
  // Eleven digits of seconds reach the year 5138, twelve of milliseconds begin in 2001: the units cannot be mixed up.
  if (!/^\d{1,14}$/.test(text)) return undefined;
  const inSeconds = text.length < 12;
  if (unit !== "s-or-ms" && inSeconds !== (unit === "s")) return undefined;
  return Number(text) * (inSeconds ? 1000 : 1);
}

/**
 * Whether a time lies in the window, both ways; the bounds are in it. Times in whole seconds are compared in whole
 * seconds, and `0` means the same second whatever the unit.
 */
export function checkTime(at: Instant, receivedAt: Instant, tolerance: number): Refusal | undefined {
  const apart =
    secondOf(receivedAt) === secondOf(at) ? 0 : at % 1000 === 0 ? secondOf(receivedAt) * 1000 - at : receivedAt - at;
  if (Math.abs(apart) <= tolerance) return undefined;
  const seconds = `${Math.round(Math.abs(apart) / 100) / 10} s`;
  const limit = `${tolerance / 1000} s`;
  if (apart > 0)
    return refuse(
      "TIMESTAMP_TOO_OLD",
      `The request was signed ${seconds} before it was received; the limit is ${limit}`,
    );
  return refuse(
    "TIMESTAMP_IN_FUTURE",
    `The request was signed ${seconds} after it was received; the limit is ${limit}`,
  );
}

const secondOf = (at: Instant): number => Math.floor(at / 1000);

export const badTime = (text: string, unit: SignedTime["unit"]): Refusal =>
  refuse("TIMESTAMP_MALFORMED", `The signed time ${shown(text)} is not ${UNITS[unit]}`);

const UNITS = {
  s: "a number of seconds",
  ms: "a number of milliseconds",
  "s-or-ms": "a number of seconds or milliseconds",
  iso: "an ISO 8601 time with its zone",
} as const;
