import { countBits } from "./bitmap";
import type { SignedVote } from "./signed-vote";

/** What of collected votes is to be handed in on a batch, and why the others are not. */
export interface Sorted {
  readonly ready: readonly SignedVote[];
  readonly left: readonly { readonly vote: SignedVote; readonly reason: string }[];
}

/** What a batch is, as far as signed votes need it. */
export interface BatchForVotes {
  readonly chainId: number;
  readonly dataset: string;
  readonly batchId: number;
  readonly count: number;
  readonly contributor: string;
  /** Votes that the batch still takes. */
  readonly room: number;
  /** The block's time, in seconds since 1970. */
  readonly now: number;
  readonly hasVoted: (validator: string) => boolean;
}

/** Sort collected votes into those that the contract takes and those it would refuse: it takes
 * all of a call or none. Signatures are not checked here. */
export function sortVotes(votes: readonly SignedVote[], batch: BatchForVotes): Sorted {
  const ready: SignedVote[] = [];
  const left: { vote: SignedVote; reason: string }[] = [];
  for (const vote of votes) {
    const reason = whyNot(vote, batch, ready);
    if (reason === null) ready.push(vote);
    else left.push({ vote, reason });
  }
  return { ready, left };
}

function whyNot(vote: SignedVote, batch: BatchForVotes, ready: readonly SignedVote[]) {
  const same = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();
  if (vote.chainId !== batch.chainId) return `it is for chain ${vote.chainId}`;
  if (!same(vote.dataset, batch.dataset)) return `it is for the dataset ${vote.dataset}`;
  if (vote.batchId !== batch.batchId) return `it is for batch ${vote.batchId}`;
  if (vote.bitmap >> BigInt(batch.count) !== 0n) return "it names records beyond the batch's";
  if (vote.deadline < batch.now) return "its signature has expired";
  if (same(vote.validator, batch.contributor)) return "its signer contributed the batch";
  if (batch.hasVoted(vote.validator)) return "its signer's vote is on the chain";
  if (ready.some((one) => same(one.validator, vote.validator))) return "its signer is there twice";
  return ready.length >= batch.room ? `the batch needs only ${batch.room} more` : null;
}

/** A signed vote in words. */
export const voteInWords = (vote: SignedVote, count: number): string =>
  `${countBits(vote.bitmap)} of ${count} valid`;
