import { describe, expect, it } from "vitest";
import { countBits, decodeBitmap, encodeBitmap } from "./bitmap";

describe("the bitmap of a vote", () => {
  it("has record 0 in its lowest bit", () => {
    expect(encodeBitmap([true, false, false, true])).toBe(0b1001n);
    expect(encodeBitmap([])).toBe(0n);
  });

  it("fills a word with 256 records", () => {
    const all = Array.from({ length: 256 }, () => true);
    expect(encodeBitmap(all)).toBe(2n ** 256n - 1n);
    expect(decodeBitmap(2n ** 256n - 1n, 256)).toEqual(all);
    expect(() => encodeBitmap([...all, true])).toThrow(RangeError);
  });

  it("comes back as it was", () => {
    for (let count = 0; count <= 256; count += 17) {
      const valid = Array.from({ length: count }, (_, at) => (at * 7919) % 3 === 0);
      const word = encodeBitmap(valid);
      expect(decodeBitmap(word, count)).toEqual(valid);
      expect(countBits(word)).toBe(valid.filter(Boolean).length);
    }
  });

  it("refuses bits beyond its records", () => {
    expect(() => decodeBitmap(0b1000n, 3)).toThrow("above its 3 records");
    expect(() => decodeBitmap(-1n, 3)).toThrow(RangeError);
  });
});
