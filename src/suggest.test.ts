import { describe, expect, it } from "vitest";
import { didYouMean, editDistance, nearest } from "./suggest.ts";

const PROVIDERS = [
  "github",
  "gitlab",
  "stripe",
  "standard-webhooks",
  "chargify",
  "chargify-md5",
  "shopify",
  "slack",
  "none",
];

describe("nearest", () => {
  it.each([
    ["githb", ["github"]],
    ["GitHub", ["github"]],
    ["gitlib", ["gitlab"]],
    ["stirpe", ["stripe"]],
    ["standardwebhooks", ["standard-webhooks"]],
    ["standard", ["standard-webhooks"]],
    ["chargfy", ["chargify"]],
    ["paypal", []],
    ["", []],
    ["x".repeat(100_000), []],
  ])("%s: %j", (word, names) => {
    expect(nearest(word, PROVIDERS).slice(0, Math.max(1, names.length))).toEqual(names);
  });

  it("gives no more than asked", () => {
    expect(nearest("aa", ["ab", "ac", "ad", "ae"], 2)).toEqual(["ab", "ac"]);
  });
});

describe("editDistance", () => {
  it.each([
    ["", "abc", 3],
    ["abc", "abc", 0],
    ["abc", "acb", 1],
    ["kitten", "sitting", 3],
  ])("%s to %s: %d", (a, b, distance) => {
    expect(editDistance(a, b)).toBe(distance);
    expect(editDistance(b, a)).toBe(distance);
  });
});

it("didYouMean is a sentence, or nothing", () => {
  expect(didYouMean("secrt", ["secret", "path"])).toBe(' Did you mean "secret"?');
  expect(didYouMean("ab", ["ac", "ad"])).toBe(' Did you mean "ac" or "ad"?');
  expect(didYouMean("zzz", ["secret"])).toBe("");
});
