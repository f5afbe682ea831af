import { expect, it } from "vitest";
import { formatSize, parseSize } from "./sizes.ts";

it.each([
  [10, 10],
  ["25mb", 26_214_400],
  ["25 MiB", 26_214_400],
  ["1.5kb", 1536],
  ["1GB", 1_073_741_824],
  ["7b", 7],
])("%j is %d bytes", (size, bytes) => {
  expect(parseSize(size)).toBe(bytes);
});

it.each(["", "25", "mb", "-1mb", "1tb", -1, Number.NaN, null, {}, [1]])("%j is no size", (size) => {
  expect(parseSize(size)).toBeUndefined();
});

it.each([
  [0, "0 B"],
  [1536, "1.5 KiB"],
  [26_214_400, "25 MiB"],
  [1_073_741_824, "1 GiB"],
])("%d is shown as %s", (bytes, text) => {
  expect(formatSize(bytes)).toBe(text);
});
