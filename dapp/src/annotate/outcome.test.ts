import { describe, expect, it } from "vitest";
import { cluster } from "./clustering";
import { outcomeOf } from "./outcome";

const [alice, bob] = [`0x${"a".repeat(40)}`, `0x${"b".repeat(40)}`] as const;
const box = { x: 10, y: 20, height: 30, width: 40, class: 1 };
const far = { ...box, x: 900 };
const plays = { players: [alice, bob], plays: [[box], [{ ...box, x: 11 }, far]] };
const clustering = cluster(plays.plays, 10, 100);

describe("what became of an image", () => {
  it("tells own boxes, clusters and outliers", () => {
    const outcome = outcomeOf(plays, clustering, bob);
    expect(outcome.boxes.map(({ isOwn, cluster: at }) => [isOwn, at])).toEqual([
      [false, 0],
      [true, 0],
      [true, null],
    ]);
    expect(outcome.centres).toEqual([
      { x: 10.5, y: 20, height: 30, width: 40, class: 1, players: 2 },
    ]);
    expect(outcome.score).toBe(128n ** 2n);
    expect(outcome.plays).toBe(2);
  });

  it("is the same for who has not played, without own boxes", () => {
    for (const account of [null, `0x${"c".repeat(40)}`] as const) {
      const outcome = outcomeOf(plays, clustering, account);
      expect(outcome.boxes.some(({ isOwn }) => isOwn)).toBe(false);
      expect(outcome.score).toBeNull();
      expect(outcome.centres).toHaveLength(1);
    }
  });

  it("bears an image that nobody played", () => {
    const none = { players: [], plays: [] };
    const outcome = outcomeOf(none, cluster([], 10, 100), alice);
    expect(outcome).toEqual({ plays: 0, boxes: [], centres: [], score: null });
  });
});
