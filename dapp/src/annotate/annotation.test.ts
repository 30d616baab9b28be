import { describe, expect, it } from "vitest";
import { decodeAnnotations, encodeAnnotations } from "./annotation";
import { hexOf, vectors } from "./vectors.test-helper";

describe("annotations as bytes", () => {
  it.each(vectors.plays)("$name: the bytes are those of Python", ({ annotations, bytes }) => {
    const boxes = annotations.map(([x, y, height, width, kind]) => ({
      x: x!,
      y: y!,
      height: height!,
      width: width!,
      class: kind!,
    }));
    const encoded = encodeAnnotations(boxes);
    expect(hexOf(encoded)).toBe(bytes);
    expect(decodeAnnotations(encoded)).toEqual(boxes);
  });

  it("refuses what does not fit", () => {
    const box = { x: 0, y: 0, height: 1, width: 1, class: 0 };
    expect(() => encodeAnnotations([{ ...box, x: 65_536 }])).toThrow("annotation 1");
    expect(() => encodeAnnotations([box, { ...box, class: 256 }])).toThrow("annotation 2");
    expect(() => encodeAnnotations([{ ...box, y: 0.5 }])).toThrow(RangeError);
    expect(() => encodeAnnotations([{ ...box, width: -1 }])).toThrow(RangeError);
    expect(() => encodeAnnotations([{ ...box, height: 0 }])).toThrow("no height or no width");
  });

  it("refuses bytes that are cut off", () => {
    expect(() => decodeAnnotations(new Uint8Array(10))).toThrow("not whole annotations");
  });

  it("reads a part of a buffer", () => {
    const all = new Uint8Array(19).fill(255);
    all.set(encodeAnnotations([{ x: 1, y: 2, height: 3, width: 4, class: 5 }]), 10);
    expect(decodeAnnotations(all.subarray(10))).toEqual([
      { x: 1, y: 2, height: 3, width: 4, class: 5 },
    ]);
  });
});
