import type { Sentences } from "../chain/explain";

const time = (seconds: unknown): string => new Date(Number(seconds) * 1000).toLocaleString();

/** The contract's refusals in sentences. */
export const DATASET_SENTENCES: Sentences = {
  BatchIsClosed: () => "This batch is closed: its votes are counted, or it has expired.",
  VotesComplete: () => "All votes needed are in. Nothing was sent; the batch can be closed now.",
  ReviewOver: ([, closesAt]) => `Votes on this batch were taken until ${time(closesAt)}.`,
  ReviewInProgress: ([, votes, needed, closesAt]) =>
    `It has ${String(votes)} of ${String(needed)} votes and can be closed after ${time(closesAt)}.`,
  BitsAboveBatch: () => "The vote names records that the batch does not have.",
  OwnBatch: () => "You contributed this batch; others have to judge it.",
  AlreadyVoted: ([, validator]) =>
    `${String(validator)} has voted on this batch before. A vote cannot be taken back.`,
  NoVotes: () => "There are no votes to hand in.",
  VoteExpired: ([validator]) =>
    `The signature of ${String(validator)} has expired; nothing was sent.`,
  InvalidSignature: ([validator]) =>
    `The signature of ${String(validator)} is not for this vote; nothing was sent. Leave it out.`,
  NotJoined: () => "This dataset asks validators for a stake; join first.",
  AlreadyJoined: () => "You are a validator of this dataset already.",
  IsLeaving: ([, releasedAt]) =>
    `You are leaving this dataset; your stake is released on ${time(releasedAt)}.`,
  NotAdmitted: ([account]) =>
    `${String(account)} is not admitted as a validator. If there is a list of those who are, load it.`,
  NothingToClaim: () => "There is nothing to claim; it was claimed before.",
  NothingToWithdraw: () => "There is nothing to withdraw.",
  StakeLocked: ([, releasedAt]) => `Your stake is released on ${time(releasedAt)}.`,
  NotLeaving: () => "You have not resigned, so your stake stays.",
  BatchIsOpen: () => "The batch is still under review, so nothing is earned yet.",
};
