import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { formatMs, parseDuration, toMs } from "./durations.ts";
import type { Duration } from "./types.ts";

describe("toMs", () => {
  it.each<[Duration, number]>([
    [0, 0],
    [1500, 1500],
    ["500ms", 500],
    ["10s", 10_000],
    ["5m", 300_000],
    ["2h", 7_200_000],
    ["1d", 86_400_000],
    ["1.5h", 5_400_000],
    ["0.25s", 250],
    ["0s", 0],
  ])("%j is %d ms", (duration, ms) => {
    expect(toMs(duration)).toBe(ms);
  });

  it.each([
    "",
    "10",
    "10 s",
    "s",
    "-1s",
    "+1s",
    "1e3s",
    "10S",
    "10sec",
    "10s ",
    "\n10s",
    "1.s",
    ".5s",
    "٣s",
    "1s2m",
    -1,
    Number.NaN,
    Number.POSITIVE_INFINITY,
    "99999999999999d",
    null,
    undefined,
    {},
    [],
    true,
  ])("refuses %j", (value) => {
    expect(parseDuration(value)).toBeUndefined();
    expect(() => toMs(value as Duration)).toThrow(expect.objectContaining({ code: "DURATION_INVALID" }));
  });

  it.each([
    ["10", 'Write "10s" for seconds.'],
    ["10 s", 'Write "10s".'],
    ["5 Minutes", 'Write "5m".'],
  ])("says how %j is meant to be written", (value, fix) => {
    expect(() => toMs(value as Duration)).toThrow(fix);
  });

  it("does not repeat an endless value", () => {
    expect(() => toMs("9".repeat(1e6) as Duration)).toThrow(/^.{1,300}$/);
  });
});

describe("formatMs", () => {
  it.each([
    [0, "0ms"],
    [90_000, "90s"],
    [86_400_000, "1d"],
    [1501, "1501ms"],
  ])("%d is %s", (ms, text) => {
    expect(formatMs(ms)).toBe(text);
  });

  it("is read back as the same length", () => {
    fc.assert(fc.property(fc.nat(), (ms) => toMs(formatMs(ms) as Duration) === ms));
  });
});
