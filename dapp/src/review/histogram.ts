/** A histogram of a field: what is under review beside what it is compared with. */
export interface Histogram {
  /** Least and largest value of the bins. */
  readonly from: number;
  readonly to: number;
  /** Share of the compared values in each bin, 0 to 1. */
  readonly compared: readonly number[];
  /** The same of the values under review that lie in the bins. */
  readonly underReview: readonly number[];
  /** Values under review below and above the bins. */
  readonly below: number;
  readonly above: number;
}

const BINS = 16;

/** Bins over the middle of what values are compared with; null if there is nothing to draw.
 * @param ends - where bins begin and end, such as the 1st and 99th percentile: one value with a
 * digit too many would leave all others in a single bin. */
export function makeHistogram(
  compared: Float64Array,
  underReview: Float64Array,
  ends: readonly [number, number],
): Histogram | null {
  const known = compared.filter(Number.isFinite);
  const asked = underReview.filter(Number.isFinite);
  let [from, to] = ends;
  if (known.length === 0 || !(from <= to)) return null;
  if (from === to) [from, to] = [from - 0.5, to + 0.5];
  return {
    from,
    to,
    compared: shares(known, from, to),
    underReview: shares(asked, from, to),
    below: asked.filter((value) => value < from).length,
    above: asked.filter((value) => value > to).length,
  };
}

function shares(values: Float64Array, from: number, to: number): number[] {
  const counts = new Array<number>(BINS).fill(0);
  for (const value of values) {
    if (value < from || value > to) continue;
    const bin = Math.min(BINS - 1, Math.floor(((value - from) / (to - from)) * BINS));
    counts[bin]!++;
  }
  return counts.map((count) => (values.length ? count / values.length : 0));
}
