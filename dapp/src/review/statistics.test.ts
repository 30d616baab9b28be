import { describe, expect, it } from "vitest";
import { reviewOf, vectors } from "./vectors.test-helper";

describe("robust statistics, as NumPy computes them", () => {
  it.each(vectors.reviews)("$name", (vector) => {
    const { statistics } = reviewOf(vector);
    expect([...statistics.keys()]).toEqual(Object.keys(vector.statistics));
    for (const [name, found] of statistics) {
      const { spread, ...exact } = vector.statistics[name]!;
      const { spread: ours, ...rest } = found;
      expect(rest).toEqual(exact);
      // NumPy sums pairwise, so the mean deviation may differ in its last bits.
      expect(Math.abs(ours - Number(spread))).toBeLessThanOrEqual(1e-12 * Number(spread));
    }
  });
});
