import { describe, expect, it } from "vitest";
import { countHeader, header, headerAll, toHeaderBag } from "./headers.ts";

const bag = ["Host", "a", "X-Sig", "1", "x-sig", "2", "Empty", ""];

describe("a header bag", () => {
  it("finds names whatever their case", () => {
    expect(header(bag, "x-sig")).toBe("1");
    expect(header(bag, "host")).toBe("a");
    expect(header(bag, "empty")).toBe("");
    expect(header(bag, "absent")).toBeUndefined();
  });

  it("knows letters of ASCII alone: no other character stands for one of a name", () => {
    expect(header(["X-\u212aey", "kelvin", "X-[id", "bracket"], "x-key")).toBeUndefined();
    expect(header(["X-[id", "bracket"], "x-{id")).toBeUndefined();
    expect(header(["X-KEY", "1"], "x-key")).toBe("1");
  });

  it("keeps every line of a name", () => {
    expect(headerAll(bag, "x-sig")).toEqual(["1", "2"]);
    expect(countHeader(bag, "x-sig")).toBe(2);
    expect(countHeader(bag, "host")).toBe(1);
    expect(countHeader(bag, "absent")).toBe(0);
  });

  it("does not take a value for a name", () => {
    expect(header(["a", "x-sig", "b", "c"], "x-sig")).toBeUndefined();
  });

  it("ignores a name without a value", () => {
    expect(header(["a", "1", "x-sig"], "x-sig")).toBeUndefined();
  });
});

describe("toHeaderBag", () => {
  it.each([
    ["a bag", ["A", "1", "B", "2"]],
    [
      "pairs",
      [
        ["A", "1"],
        ["B", "2"],
      ] as [string, string][],
    ],
    ["a record", { A: "1", B: "2", C: undefined }],
  ])("takes %s", (_, headers) => {
    expect(toHeaderBag(headers)).toEqual(["A", "1", "B", "2"]);
  });

  it("takes web headers, repeated values and nothing at all", () => {
    expect(toHeaderBag(new Headers({ A: "1" }))).toEqual(["a", "1"]);
    expect(toHeaderBag({ A: ["1", "2"] })).toEqual(["A", "1", "A", "2"]);
    expect(toHeaderBag(undefined)).toEqual([]);
  });
});
