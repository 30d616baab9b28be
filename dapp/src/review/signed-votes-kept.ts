import { type SignedVote, VoteFormatError, readVotesFile, votesFile } from "./signed-vote";

/** Where signed votes are kept in the browser, so that a reload loses none. */
const KEY = "veriset:signed-votes";

/** Most votes that are kept. */
const MOST = 100;

/** Keep a signed vote; a later one of the same validator on the same batch takes its place. */
export function keepSigned(vote: SignedVote): void {
  const others = read().filter((one) => keyOf(one) !== keyOf(vote));
  write([...others, vote].slice(-MOST));
}

/** The kept votes on a batch. */
export function keptVotes(chainId: number, dataset: string, batchId: number): SignedVote[] {
  return read().filter(
    (vote) =>
      vote.chainId === chainId &&
      vote.dataset.toLowerCase() === dataset.toLowerCase() &&
      vote.batchId === batchId,
  );
}

const keyOf = (vote: SignedVote): string =>
  [vote.chainId, vote.dataset, vote.batchId, vote.validator].join(" ").toLowerCase();

function read(): SignedVote[] {
  try {
    return readVotesFile(localStorage.getItem(KEY) ?? "[]");
  } catch (error) {
    if (error instanceof VoteFormatError || error instanceof DOMException) return [];
    throw error;
  }
}

function write(votes: readonly SignedVote[]): void {
  try {
    localStorage.setItem(KEY, votesFile(votes));
  } catch {
    // A private window keeps nothing; the vote can still be saved as a file.
  }
}
