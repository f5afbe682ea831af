/** Times by size: bucket `i` holds those near 1.2^i ms, so what is read from it is within 10 %. */
export type Histogram = Record<string, number>;

const LOG = Math.log(1.2);

export function addTime(histogram: Histogram, ms: number): void {
  const bucket = Math.round(Math.log(Math.max(ms, 0.01)) / LOG);
  histogram[bucket] = (histogram[bucket] ?? 0) + 1;
}

export function addAll(to: Histogram, from: Histogram): void {
  for (const bucket in from) to[bucket] = (to[bucket] ?? 0) + (from[bucket] ?? 0);
}

export const countOf = (histogram: Histogram): number => Object.values(histogram).reduce((all, n) => all + n, 0);

/** The time below which a share of them lies, in ms; `null` where there are none. */
export function quantile(histogram: Histogram, share: number): number | null {
  const buckets = Object.keys(histogram)
    .map(Number)
    .sort((a, b) => a - b);
  let left = countOf(histogram) * share;
  for (const bucket of buckets) {
    left -= histogram[bucket] ?? 0;
    // Clocks of a millisecond tell nothing of less than that.
    if (left <= 0) return 1.2 ** bucket < 0.05 ? 0 : Number((1.2 ** bucket).toPrecision(3));
  }
  return null;
}
