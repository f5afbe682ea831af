import { describe, expect, it } from "vitest";
import { HookinboxError } from "../errors.ts";
import { exitCodeOf, failureText } from "./failure.ts";
import { formatAt, printable, table, wantsColor } from "./output.ts";

describe("printable", () => {
  it.each([
    ["plain ünïcode 🚀", "plain ünïcode 🚀"],
    ["\u001b[2J", "\\u001b[2J"],
    ["\u009b31m", "\\u009b31m"],
    ["a\nb\tc\r", "a\\u000ab\\u0009c\\u000d"],
    ["\u202egnp.exe", "\\u202egnp.exe"],
    ["\u{e0041}", "\\udb40\\udc41"],
  ])("%j", (text, safe) => {
    expect(printable(text)).toBe(safe);
  });

  it("keeps lines where asked, and JSON the same value", () => {
    expect(printable("a\n\tb\r", { lines: true })).toBe("a\n\tb\\u000d");
    const value = { text: "\u001b\u009b\u202e\u{e0041}\u2028" };
    expect(JSON.parse(printable(JSON.stringify(value)))).toEqual(value);
  });
});

it.each([
  [{ isTTY: true }, {}, true],
  [{ isTTY: true }, { NO_COLOR: "1" }, false],
  [{ isTTY: true }, { NO_COLOR: "" }, true],
  [{ isTTY: true }, { TERM: "dumb" }, false],
  [{ isTTY: false }, {}, false],
  [{ isTTY: false }, { CI: "true" }, false],
  [{ isTTY: false }, { FORCE_COLOR: "1" }, true],
  [{ isTTY: true }, { FORCE_COLOR: "1", NO_COLOR: "1" }, false],
])("colours on %j with %j: %s", (stream, env, wanted) => {
  expect(wantsColor(stream, env)).toBe(wanted);
});

it("tables have no frames and no trailing space", () => {
  expect(
    table(
      ["A", "LONG"],
      [
        ["12345", "x"],
        ["1", "y"],
      ],
    ),
  ).toBe("A      LONG\n12345  x\n1      y");
});

it("times are UTC", () => {
  expect(formatAt(Date.UTC(2026, 10, 21, 9, 21, 11))).toBe("2026-11-21 09:21:11Z");
});

describe("failures", () => {
  it("say what, and the fix; a stack only for those who ask", () => {
    const error = new HookinboxError("CONFIG_INVALID", "x.mjs: 1 mistake\n  - a: \u001b[2J");
    expect(failureText(error, {})).toBe(
      "CONFIG_INVALID: x.mjs: 1 mistake\n  - a: \\u001b[2J\n→ Mend each of the places that the message lists.",
    );
    expect(failureText(new TypeError("odd"), {})).not.toContain("at ");
    expect(failureText(new TypeError("odd"), { HOOKINBOX_DEBUG: "1" })).toMatch(/^ {4}at /m);
    expect(failureText("a string", {})).toContain("a string");
  });

  it("have an exit code", () => {
    expect(exitCodeOf(new HookinboxError("CONFIG_INVALID"))).toBe(2);
    expect(exitCodeOf(new HookinboxError("NO_SUCH_EVENT"))).toBe(1);
    expect(exitCodeOf(new Error("x"))).toBe(1);
  });
});
