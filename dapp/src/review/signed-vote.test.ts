import { hashTypedData, recoverTypedDataAddress } from "viem";
import { privateKeyToAccount } from "viem/accounts";
import { describe, expect, it } from "vitest";
import {
  VoteFormatError,
  compactSignature,
  readVotesFile,
  voteFromJson,
  voteToJson,
  voteTypedData,
  votesFile,
} from "./signed-vote";
import { vectors } from "./vectors.test-helper";

describe("a signed vote, as Python makes it", () => {
  it.each(vectors.votes)("of $vote.validator", async (vector) => {
    const vote = voteFromJson(vector.vote, "vote");
    const message = voteTypedData(vote);
    expect(hashTypedData(message)).toBe(vector.digest);
    const signature = await privateKeyToAccount(vector.key).signTypedData(message);
    expect(signature).toBe(vector.signature65);
    expect(compactSignature(signature)).toBe(vote.signature);
    expect(voteToJson(vote)).toEqual(vector.vote);
    const signer = await recoverTypedDataAddress({ ...message, signature: vector.signature65 });
    expect(signer).toBe(vote.validator);
  });

  it("keeps signatures that are not of a key as they are", () => {
    expect(compactSignature("0x1234")).toBe("0x1234");
    const odd = `0x${"11".repeat(64)}05` as const;
    expect(compactSignature(odd)).toBe(odd);
  });
});

describe("a file of signed votes", () => {
  const votes = vectors.votes.map(({ vote }) => voteFromJson(vote, "vote"));

  it("comes back as it was", () => expect(readVotesFile(votesFile(votes))).toEqual(votes));

  it("reads the API's names too", () => {
    const { chainId, batchId, ...rest } = vectors.votes[1]!.vote;
    const vote = voteFromJson({ ...rest, chain_id: chainId, batch_id: batchId }, "vote");
    expect(vote).toEqual(votes[1]);
  });

  const good = vectors.votes[1]!.vote;
  it.each([
    ["it is not JSON", "no"],
    ["it is not a list of signed votes", "{}"],
    ["it is not a list of signed votes", "[]"],
    ["vote 1: chainId is not a whole number", "[7]"],
    [
      "vote 2: bitmap is not a number of 256 bits",
      JSON.stringify([good, { ...good, bitmap: "0xg" }]),
    ],
    ["vote 1: bitmap", JSON.stringify([{ ...good, bitmap: `0x1${"0".repeat(64)}` }])],
    ["vote 1: validator is not an address", JSON.stringify([{ ...good, validator: "<b>" }])],
    ["vote 1: signature", JSON.stringify([{ ...good, signature: "0x123" }])],
    ["vote 1: proof is not hashes of 32 bytes", JSON.stringify([{ ...good, proof: ["0x12"] }])],
  ])("is refused: %s", (reason, text) => {
    expect(() => readVotesFile(text)).toThrow(VoteFormatError);
    expect(() => readVotesFile(text)).toThrow(reason);
  });
});
