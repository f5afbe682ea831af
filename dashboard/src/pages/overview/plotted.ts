/**
 * Times in seconds, then each line's values. Where things are counted a line ends with the last step that is over; the
 * running one is shown only while there is no other.
 */
export function plotted<P extends { readonly at: number }>(
  points: readonly P[],
  picks: readonly ((point: P) => number | null)[],
  counted: boolean,
): [number[], ...(number | null)[][]] {
  const over = points.slice(0, -1);
  const open = counted && over.some((point) => picks.some((pick) => pick(point))) ? points.length - 1 : points.length;
  return [
    points.map(({ at }) => at / 1_000),
    ...picks.map((pick) => points.map((point, i) => (i < open ? pick(point) : null))),
  ];
}
