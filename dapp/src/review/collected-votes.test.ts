import { describe, expect, it } from "vitest";
import { type BatchForVotes, sortVotes, voteInWords } from "./collected-votes";
import type { SignedVote } from "./signed-vote";

const account = (digit: string) => `0x${digit.repeat(40)}` as const;

const vote: SignedVote = {
  chainId: 31337,
  dataset: account("d"),
  batchId: 2,
  validator: account("1"),
  bitmap: 0b101n,
  deadline: 1000,
  signature: "0x12",
  proof: [],
};
const batch: BatchForVotes = {
  chainId: 31337,
  dataset: account("D"),
  batchId: 2,
  count: 3,
  contributor: account("c"),
  room: 2,
  now: 1000,
  hasVoted: (validator) => validator === account("9"),
};

describe("collected votes", () => {
  it("are handed in as far as the batch takes them", () => {
    const others = ["2", "3"].map((digit) => ({ ...vote, validator: account(digit) }));
    const { ready, left } = sortVotes([vote, vote, ...others], batch);
    expect(ready).toEqual([vote, others[0]]);
    expect(left.map((one) => one.reason)).toEqual([
      "its signer is there twice",
      "the batch needs only 2 more",
    ]);
  });

  it.each([
    ["it is for chain 1", { chainId: 1 }],
    ["it is for the dataset", { dataset: account("e") }],
    ["it is for batch 3", { batchId: 3 }],
    ["it names records beyond the batch's", { bitmap: 0b1000n }],
    ["its signature has expired", { deadline: 999 }],
    ["its signer contributed the batch", { validator: account("C") }],
    ["its signer's vote is on the chain", { validator: account("9") }],
  ])("are left out where the contract refuses them: %s", (reason, change) => {
    const { ready, left } = sortVotes([{ ...vote, ...change }], batch);
    expect(ready).toEqual([]);
    expect(left[0]!.reason).toContain(reason);
  });

  it("are told in words", () => expect(voteInWords(vote, 3)).toBe("2 of 3 valid"));
});
