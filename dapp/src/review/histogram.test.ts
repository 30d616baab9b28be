import { describe, expect, it } from "vitest";
import { makeHistogram } from "./histogram";

const numbers = (...values: number[]) => Float64Array.from(values);

describe("a histogram", () => {
  it("counts what lies in its bins and what does not", () => {
    const drawn = makeHistogram(numbers(0, 4, 8, 16), numbers(-1, 16, 17, 99, NaN), [0, 16])!;
    expect(drawn.compared).toHaveLength(16);
    expect(drawn.compared.filter(Boolean)).toEqual([0.25, 0.25, 0.25, 0.25]);
    expect([drawn.compared[0], drawn.compared[4], drawn.compared[15]]).toEqual([0.25, 0.25, 0.25]);
    expect(drawn.underReview[15]).toBe(0.25);
    expect([drawn.below, drawn.above]).toEqual([1, 2]);
  });

  it("gives equal values a width", () => {
    const drawn = makeHistogram(numbers(3, 3), numbers(3), [3, 3])!;
    expect([drawn.from, drawn.to]).toEqual([2.5, 3.5]);
    expect(drawn.compared.reduce((sum, share) => sum + share)).toBe(1);
  });

  it("is none without values", () => {
    expect(makeHistogram(numbers(), numbers(1), [0, 1])).toBeNull();
    expect(makeHistogram(numbers(NaN), numbers(1), [NaN, NaN])).toBeNull();
  });
});
