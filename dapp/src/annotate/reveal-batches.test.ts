import { encodeAbiParameters } from "viem";
import { describe, expect, it } from "vitest";
import { revealBatches, STORE_BYTES, STORE_BYTES_A_PLAY, toReveal } from "./reveal-batches";
import type { SealedPlay } from "./sealed-play";

const REVEALS = [
  {
    type: "tuple[]",
    components: [
      { name: "player", type: "address" },
      { name: "image", type: "uint256" },
      { name: "salt", type: "bytes32" },
      { name: "annotations", type: "bytes" },
    ],
  },
] as const;

const play = (image: number, annotations: number): SealedPlay => ({
  chainId: 1,
  campaign: `0x${"1".repeat(40)}`,
  player: `0x${"2".repeat(40)}`,
  image,
  salt: `0x${"3".repeat(64)}`,
  annotations: `0x${"00".repeat(9 * annotations)}`,
});

describe("reveals in transactions", () => {
  it.each([0, 1, 8, 38, 255])("of %i annotations a play each fit, and none is lost", (count) => {
    const plays = Array.from({ length: 300 }, (_, image) => play(image, count));
    const batches = revealBatches(plays);
    expect(batches.flat()).toEqual(plays);
    for (const batch of batches) {
      expect(batch.length * (STORE_BYTES_A_PLAY + 9 * count)).toBeLessThanOrEqual(STORE_BYTES);
      const call = encodeAbiParameters(REVEALS, [batch.map(toReveal)]);
      expect(call.length / 2 - 1 + 4).toBeLessThanOrEqual(60_000);
      expect(batch.length).toBeLessThanOrEqual(64);
    }
  });

  it("are as few as fit", () => {
    expect(revealBatches([])).toEqual([]);
    expect(revealBatches(Array.from({ length: 64 }, (_, i) => play(i, 8)))).toHaveLength(1);
  });
});
