import { describe, expect, it } from "vitest";
import { pixelsOff, rewardOf } from "./reward";

describe("a reward", () => {
  // Two players, bets 1,000 each; the second position has a quarter of the points of the first.
  const pot = { pot: 2_000n, points: 1_000n * 4n + 1_000n };
  const player = { countedPlays: 1, added: 0n, position: 1 };

  it("is the share of the points", () => {
    expect(rewardOf(player, 1_000n, 2, pot)).toBe(1_600n);
    expect(rewardOf({ ...player, position: 2 }, 1_000n, 2, pot)).toBe(400n);
  });

  it("counts what the player added, and rounds down", () => {
    const added = { countedPlays: 0, added: 1_000n, position: 1 };
    expect(rewardOf(added, 7n, 2, pot)).toBe(1_600n);
    expect(rewardOf(player, 1n, 1, { pot: 10n, points: 3n })).toBe(3n);
  });

  it("is nothing without a position", () => {
    expect(rewardOf({ ...player, position: 0 }, 1_000n, 2, pot)).toBe(0n);
    expect(rewardOf(player, 1_000n, 2, { pot: 0n, points: 0n })).toBe(0n);
  });

  it("shows a score in pixels", () => {
    expect(pixelsOff(256n * 256n * 9n)).toBe("3.0");
    expect(pixelsOff(0n)).toBe("0.0");
  });
});
