import { describe, expect, it } from "vitest";
import { parseEnvText } from "./env-text.ts";

describe("the variables of an env file", () => {
  it.each([
    ["A= \nB=2", { A: "", B: "2" }],
    ["export A =\t \r\nB=2\r\n", { A: "", B: "2" }],
    ["A=\nB=2", { A: "", B: "2" }],
    ["A=1 \nB='2 ' # two", { A: "1", B: "2 " }],
    ['A="one\nB= two"', { A: "one\nB= two" }],
  ])("%j", (text, variables) => {
    expect(parseEnvText(text)).toEqual(variables);
  });
});
