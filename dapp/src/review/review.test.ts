import { describe, expect, it } from "vitest";
import { encodeBitmap } from "./bitmap";
import { placeKey } from "./flags";
import { suggestion } from "./review";
import { reviewOf, vectors } from "./vectors.test-helper";

describe("the review, as Python computes it", () => {
  it("has vectors", () => expect(vectors.reviews.length).toBeGreaterThan(5));

  describe.each(vectors.reviews)("$name", (vector) => {
    const review = reviewOf(vector);

    it("flags the same records for the same reasons", () => {
      const wanted = new Map<string, string[]>();
      for (const { kind, detail, ...place } of vector.flags) {
        const key = placeKey(place);
        wanted.set(key, [...(wanted.get(key) ?? []), `${kind}: ${detail}`]);
      }
      const found = new Map(
        [...review.flags].map(([key, flags]) => [
          key,
          flags.map((flag) => `${flag.kind}: ${flag.detail}`),
        ]),
      );
      expect(found).toEqual(wanted);
    });

    it("names the field that a flag is about", () => {
      const names = review.schema.fields.map((field) => field.name);
      for (const flag of [...review.flags.values()].flat()) {
        if (flag.field === null) expect(flag.kind).toMatch(/duplicate|conflict/);
        else expect(names).toContain(flag.field);
      }
    });

    it("suggests the same votes", () => {
      for (const [at, batch] of review.batches.entries()) {
        expect(encodeBitmap(suggestion(review, batch))).toBe(
          BigInt(vector.batches[at]!.suggestion),
        );
      }
    });

    it("says what the records are compared with", () =>
      expect(review.reference).toBe(vector.reference));

    it("finds the same flood", () =>
      expect(review.flood === null ? [] : [review.flood]).toEqual(vector.floods));
  });
});
