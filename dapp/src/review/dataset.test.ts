import { expect, it } from "vitest";
import { type Batch, DECIDED, newestFrom, UNDER_REVIEW } from "./dataset";

const batch = (id: number, outcome: bigint, status = DECIDED): Batch => ({
  ...{ id, outcome, status, count: 8, votes: 3, closesAt: 0 },
  contributor: `0x${"1".repeat(40)}`,
});

it("begins at the batch from which on the validated records are few enough", () => {
  const batches = [
    batch(0, 0xffn),
    batch(1, 0b11n),
    batch(2, 0xffn, UNDER_REVIEW),
    batch(3, 0b111n),
  ];
  expect(newestFrom(batches, 13)).toBe(0);
  expect(newestFrom(batches, 12)).toBe(1);
  expect(newestFrom(batches, 5)).toBe(1);
  expect(newestFrom(batches, 4)).toBe(2);
  expect(newestFrom(batches, 2)).toBe(4);
  expect(newestFrom([], 2)).toBe(0);
});
