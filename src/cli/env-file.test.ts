import { chmodSync, readFileSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseEnv } from "node:util";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { isAssigned, isOpenToOthers, withAssignment, writeEnvFile } from "./env-file.ts";
import { project } from "./run.fixture.ts";

let folder = "";
let remove = (): void => {};
beforeEach(() => ({ folder, remove } = project()));
afterEach(() => remove());

describe("an env file", () => {
  it.each([
    ["", "X=v\n"],
    ["A=1\n", "A=1\nX=v\n"],
    ["A=1", "A=1\nX=v\n"],
    ["A=1\r\n", "A=1\r\nX=v\r\n"],
    ["A=1\r\nB=2", "A=1\r\nB=2\r\nX=v\r\n"],
    ["# a hint\nX=\nB=2\n", "# a hint\nX=v\nB=2\n"],
    ["X=\r\nB=2\r\n", "X=v\r\nB=2\r\n"],
    ["export X = \nB=2", "export X =v\nB=2"],
    ['X="" # from Asana\n', "X=v # from Asana\n"],
    ["X=\nX=\n", "X=\nX=v\n"],
    ["# X=old\nXY=1\n", "# X=old\nXY=1\nX=v\n"],
    // A line of another's value only looks like an assignment.
    ['K="a\nX=\nb"\n', 'K="a\nX=\nb"\nX=v\n'],
  ])("%j becomes %j", (before, after) => {
    expect(withAssignment(before, "X", "v")).toBe(after);
    expect(parseEnv(after).X).toBe("v");
  });

  it.each(["a#b", "a'b", 'a"b', "a\\nb", "$HOME", "a`b", "a=b==", "'a'"])("holds %s as it is", (value) => {
    expect(parseEnv(withAssignment("A=1", "X", value))).toEqual({ A: "1", X: value });
  });

  it("says which variables have a value; one of several assignments is enough", () => {
    expect(["X=1", "export X='1'", "X=1\nX=\n", "X=\nX=1"].map((text) => isAssigned(text, "X"))).not.toContain(false);
    expect(["", "X=", "X=''", "X= # later", "#X=1", "XY=1", "YX=1"].map((text) => isAssigned(text, "X"))).not.toContain(
      true,
    );
  });

  it("is for its owner alone when it is made, and keeps its mode and a link to it when it is there", () => {
    const file = join(folder, ".env");
    writeEnvFile(file, "X", "first");
    expect([statSync(file).mode & 0o777, isOpenToOthers(file)]).toEqual([0o600, false]);
    chmodSync(file, 0o640);
    symlinkSync(file, join(folder, "link"));
    writeEnvFile(join(folder, "link"), "Y", "second");
    expect([statSync(file).mode & 0o777, isOpenToOthers(file)]).toEqual([0o640, true]);
    expect(readFileSync(file, "utf8")).toBe("X=first\nY=second\n");
  });

  it("is cut where the blank was longer than the value", () => {
    const file = join(folder, ".env");
    writeFileSync(file, `X=${" ".repeat(40)}\nB=ü\n`);
    writeEnvFile(file, "X", "v");
    expect(readFileSync(file, "utf8")).toBe("X=v\nB=ü\n");
  });

  it("is not written where the variable has a value, nor where that would change another", () => {
    const file = join(folder, ".env");
    for (const text of ["X=mine\n", "X=mine\nX=\n"]) {
      writeFileSync(file, text);
      expect(() => writeEnvFile(file, "X", "other")).toThrow("never replaces one");
      expect(readFileSync(file, "utf8")).toBe(text);
    }
    expect(() => withAssignment('K="a\n', "X", 'a"b')).toThrow("left open");
    expect(() => writeEnvFile(join(folder, "none", ".env"), "X", "v")).toThrow("cannot be written");
  });
});
