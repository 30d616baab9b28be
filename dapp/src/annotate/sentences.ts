import { explain } from "../chain/explain";

const WORDS: Record<string, string> = {
  AdmissionExpired: "The admission is out of date; ask the campaign's verifier for another.",
  AssignmentExpired: "The time to hand this image in is over; draw another one.",
  BetZero: "A bet of nothing is none; give an amount.",
  EmptyBox: "A box has no height or no width.",
  HasOtherRole: "This account votes in this campaign, and who votes does not play.",
  ImageInHand: "You hold an image already; hand it in or give it back first.",
  NoImageInHand: "You hold no image: it was handed in or given back, perhaps in another tab.",
  NoImageLeft:
    "No image is left that lacks plays and that you have not had; others may still return theirs.",
  NotAdmitted: "The campaign's verifier has not admitted this account; give its admission below.",
  NothingToReveal: "These plays were revealed before, or never handed in.",
  NothingToWithdraw: "Nothing is due to this account.",
  NotInHand: "You do not hold this image: it was handed in or given back, perhaps in another tab.",
  PlayOver: "Playing and betting are over.",
  RevealsOver: "Revealing is over.",
  TooManyAnnotations: "There are more boxes than a play may have; remove some.",
  WrongPhase: "It is not the time for this: the campaign has moved on.",
  WrongReveal: "What was handed in is something else than what is to be revealed.",
};

/** What went wrong with a campaign, as one plain sentence. */
export function explainCampaign(error: unknown): string {
  return explain(
    error,
    Object.fromEntries(Object.entries(WORDS).map(([name, words]) => [name, () => words])),
  );
}
