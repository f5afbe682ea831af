import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, expect, test } from "vitest";
import { vectors } from "./vectors.ts";

const SCRIPT = fileURLToPath(new URL("../../scripts/vectors-report.mjs", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "hookinbox-vectors-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function report(given?: unknown): { status: number | null; lines: string[] } {
  const file = join(folder, "vectors.json");
  if (given !== undefined) writeFileSync(file, JSON.stringify(given));
  const { status, stdout } = spawnSync(process.execPath, [SCRIPT, ...(given === undefined ? [] : [file])], {
    encoding: "utf8",
  });
  return { status, lines: stdout.trim().split("\n") };
}

test("every vector gets its verdict", () => {
  const { status, lines } = report();
  expect(lines.at(-1)).toMatch(
    new RegExp(
      `^\\d+ definitions, ${vectors.length} vectors: ${vectors.length} right, 0 false accepts, 0 false refusals$`,
    ),
  );
  expect(status).toBe(0);
});

test("one wrong verdict is counted, named, and fails the run; so does a run without vectors", () => {
  const [right, wrong] = [vectors.find(({ valid }) => valid), vectors.find(({ valid }) => !valid)];
  const { status, lines } = report([{ ...right, valid: false }, { ...wrong, valid: true }, right]);
  expect([status, lines.at(-1)]).toEqual([1, expect.stringContaining("1 right, 1 false accepts, 1 false refusals")]);
  expect(lines.filter((line) => line.startsWith("wrong: "))).toHaveLength(2);
  expect(report([]).status).toBe(1);
});
