import fc from "fast-check";
import { expect, test } from "vitest";
import { createSortedRuns } from "./sorted-runs.ts";

test("takes in order whatever came, also what was given back", () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.string(), { maxLength: 200 }), fc.nat(50), (names, back) => {
      const runs = createSortedRuns();
      for (const name of names) runs.add(name);
      const taken: string[] = [];
      for (let name = runs.take(); name !== undefined && taken.length < back; name = runs.take()) taken.push(name);
      runs.restore(taken);
      const all = new Set(taken);
      const rest: string[] = [];
      for (let name = runs.take(); name !== undefined; name = runs.take()) rest.push(name);
      expect(rest).toEqual([...rest].sort());
      expect([...all].every((name) => rest.includes(name))).toBe(true);
    }),
  );
});

test("many runs come out as one", () => {
  const runs = createSortedRuns();
  const names = Array.from({ length: 10_000 }, (_, i) => String((i * 7919) % 10_007));
  for (const name of names) runs.add(name);
  const out = names.map(() => runs.take());
  expect(out).toEqual([...names].sort());
  expect(runs.take()).toBeUndefined();
});
