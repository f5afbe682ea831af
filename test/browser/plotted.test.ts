import { expect, test } from "vitest";
import { plotted } from "../../dashboard/src/pages/overview/plotted.ts";

const ended = [
  { at: 0, n: 4 },
  { at: 60_000, n: 5 },
];
const pick = ({ n }: { n: number }) => n;

test("a line ends with the last minute that is over: what the running one has so far would look like a fall", () => {
  expect(plotted([...ended, { at: 120_000, n: 1 }], [pick], true)).toEqual([
    [0, 60, 120],
    [4, 5, null],
  ]);
});

test("in its first minute an inbox has nothing else to show", () => {
  expect(
    plotted(
      [
        { at: 0, n: 0 },
        { at: 60_000, n: 3 },
      ],
      [pick],
      true,
    ),
  ).toEqual([
    [0, 60],
    [0, 3],
  ]);
});

test("what is a state, and not counted, is known now", () => {
  expect(plotted(ended, [pick], false)).toEqual([
    [0, 60],
    [4, 5],
  ]);
});
