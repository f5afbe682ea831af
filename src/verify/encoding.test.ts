import fc from "fast-check";
import { expect, test } from "vitest";
import { sameText } from "./encoding.ts";

test("a right signature leaves nothing behind that a wrong one could use", () => {
  const right = "0123456789abcdef".repeat(4);
  expect(sameText(right, right)).toBe(true);
  expect(sameText(`${right.slice(0, -1)}é`, right)).toBe(false);
  expect(sameText(`${right.slice(0, -2)}é`, right)).toBe(false);
  expect(sameText(`${right.slice(0, -2)}\u{1f600}`, right)).toBe(false);
  expect(sameText("", right)).toBe(false);
  expect(sameText("é".repeat(64), right)).toBe(false);
});

test("the same text, and no other, whatever was compared before", () => {
  const text = fc.string({
    minLength: 1,
    maxLength: 6,
    unit: fc.constantFrom("a", "b", "é", "\u00e1", "\ud83d\ude00", "0"),
  });
  const ascii = fc.string({ minLength: 1, maxLength: 6, unit: fc.constantFrom("a", "b", "0") });
  fc.assert(
    fc.property(text, ascii, (received, expected) => sameText(received, expected) === (received === expected)),
    { numRuns: 20_000 },
  );
});
