import { describe, expect, it } from "vitest";
import { between, fit, grown, HANDLES, middle, moved, onImage, resized } from "./geometry";

const image = { width: 100, height: 80 };
const box = { x: 10, y: 20, height: 30, width: 40 };

describe("boxes in an image", () => {
  it("moves as far as the image goes", () => {
    expect(moved(box, { x: 5, y: -5 }, image)).toEqual({ ...box, x: 15, y: 15 });
    expect(moved(box, { x: 500, y: 500 }, image)).toEqual({ ...box, x: 60, y: 50 });
    expect(moved(box, { x: -500, y: -500 }, image)).toEqual({ ...box, x: 0, y: 0 });
  });

  it("is drawn from any corner and cut by the border", () => {
    const corners = [
      [
        { x: 10.4, y: 19.6 },
        { x: 50.2, y: 49.9 },
      ],
      [
        { x: 50.2, y: 19.6 },
        { x: 10.4, y: 49.9 },
      ],
    ] as const;
    for (const [a, b] of corners) {
      expect(between(a, b, image)).toEqual(box);
      expect(between(b, a, image)).toEqual(box);
    }
    expect(between({ x: -9, y: -9 }, { x: 999, y: 999 }, image)).toEqual({
      x: 0,
      y: 0,
      height: 80,
      width: 100,
    });
    expect(between({ x: 100, y: 80 }, { x: 100, y: 80 }, image)).toEqual({
      x: 99,
      y: 79,
      height: 1,
      width: 1,
    });
  });

  it("keeps the other side when one is dragged", () => {
    expect(resized(box, "e", { x: 70, y: 0 }, image)).toEqual({ ...box, width: 60 });
    expect(resized(box, "n", { x: 0, y: 5 }, image)).toEqual({ ...box, y: 5, height: 45 });
    expect(resized(box, "nw", { x: 0, y: 0 }, image)).toEqual({
      x: 0,
      y: 0,
      height: 50,
      width: 50,
    });
    expect(resized(box, "w", { x: 60, y: 0 }, image)).toEqual({ ...box, x: 50, width: 10 });
  });

  it("grows to the border and shrinks to a pixel", () => {
    expect(grown(box, { x: 1, y: 2 }, image)).toEqual({ ...box, width: 41, height: 32 });
    expect(grown(box, { x: 999, y: 999 }, image)).toEqual({ ...box, width: 90, height: 60 });
    expect(grown(box, { x: -999, y: -999 }, image)).toEqual({ ...box, width: 1, height: 1 });
  });

  it("has whole pixels inside the image, whatever is asked for", () => {
    const odd = [-1e6, -3.7, 0, 0.5, 17.2, 99, 1e6];
    for (const x of odd) {
      for (const y of odd) {
        const found = [
          fit({ x, y, height: y, width: x }, image),
          between({ x, y }, { x: y, y: x }, image),
        ];
        for (const handle of HANDLES) found.push(resized(box, handle, { x, y }, image));
        for (const one of found) {
          expect(Object.values(one).every(Number.isInteger)).toBe(true);
          expect(Math.min(one.x, one.y)).toBeGreaterThanOrEqual(0);
          expect(Math.min(one.height, one.width)).toBeGreaterThanOrEqual(1);
          expect(one.x + one.width).toBeLessThanOrEqual(image.width);
          expect(one.y + one.height).toBeLessThanOrEqual(image.height);
        }
      }
    }
  });

  it("holds no number above two bytes in a huge image", () => {
    const huge = { width: 200_000, height: 200_000 };
    const whole = between({ x: 0, y: 0 }, { x: 200_000, y: 200_000 }, huge);
    expect(whole).toEqual({ x: 0, y: 0, height: 65_535, width: 65_535 });
    expect(moved(whole, { x: 199_999, y: 0 }, huge).x).toBe(65_535);
  });

  it("begins in the middle", () => {
    expect(middle(image)).toEqual({ x: 38, y: 30, height: 20, width: 25 });
    expect(middle({ width: 1, height: 1 })).toEqual({ x: 0, y: 0, height: 1, width: 1 });
  });

  it("does not depend on the scale on the screen", () => {
    for (const scale of [0.25, 1, 3.3]) {
      const shown = { x: 7, y: 9, height: 80 * scale, width: 100 * scale };
      const point = onImage({ x: 7 + 50 * scale, y: 9 + 20 * scale }, shown, image);
      expect(point.x).toBeCloseTo(50, 9);
      expect(point.y).toBeCloseTo(20, 9);
    }
  });
});
