import { describe, expect, it } from "vitest";
import { pixelsOff, rewardOf } from "./reward";

describe("a reward", () => {
  // Two players, bets 1,000 each; the second position has a quarter of the points of the first.
  const pot = { pot: 2_000n, points: 1_000n * 4n + 1_000n };
  const player = { countedPlays: 1, added: 0n, position: 1, score: 0n };
  const terms = { sponsoredBet: 1_000n, distance: 40, payoutTolerance: 0 };

  it("is the share of the points", () => {
    expect(rewardOf(player, terms, 2, pot)).toBe(1_600n);
    expect(rewardOf({ ...player, position: 2 }, terms, 2, pot)).toBe(400n);
  });

  it("counts what the player added, and rounds down", () => {
    const added = { ...player, countedPlays: 0, added: 1_000n };
    expect(rewardOf(added, { ...terms, sponsoredBet: 7n }, 2, pot)).toBe(1_600n);
    const small = { ...terms, sponsoredBet: 1n };
    expect(rewardOf(player, small, 1, { pot: 10n, points: 3n })).toBe(3n);
  });

  it("is nothing without a position", () => {
    expect(rewardOf({ ...player, position: 0 }, terms, 2, pot)).toBe(0n);
    expect(rewardOf(player, terms, 2, { pot: 0n, points: 0n })).toBe(0n);
  });

  it("by distance depends on the own score alone, and not within the tolerance", () => {
    const byDistance = { ...terms, payoutTolerance: 10 };
    const full = (256n * 40n) ** 2n - (256n * 10n) ** 2n;
    const all = { pot: 2_000n, points: 1_000n * 2n * full };
    for (const [score, reward] of [
      [0n, 1_000n],
      [(256n * 10n) ** 2n, 1_000n],
      [(256n * 20n) ** 2n, 800n],
      [(256n * 40n) ** 2n, 0n],
      [(256n * 90n) ** 2n, 0n],
    ] as const) {
      expect(rewardOf({ ...player, position: 2, score }, byDistance, 2, all)).toBe(reward);
    }
  });

  it("shows a score in pixels", () => {
    expect(pixelsOff(256n * 256n * 9n)).toBe("3.0");
    expect(pixelsOff(0n)).toBe("0.0");
  });
});
