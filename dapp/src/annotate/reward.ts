/** What all ranked players share, in wei, and their points. */
export interface Pot {
  readonly pot: bigint;
  readonly points: bigint;
}

/** What a ranked player's reward follows from. */
export interface Ranked {
  /** Plays of its that count. */
  readonly countedPlays: number;
  /** Its own bet, in wei. */
  readonly added: bigint;
  /** From 1; 0 if it has none. */
  readonly position: number;
  /** Best score in 1/256 pixels squared; null if there is none. */
  readonly score: bigint | null;
}

/** The terms that a reward depends on. */
export interface PayoutTerms {
  readonly sponsoredBet: bigint;
  readonly distance: number;
  /** Pixels; 0: by rank. */
  readonly payoutTolerance: number;
}

/** A player's reward in wei, by the payout rule of `ICampaignPayout`: its points are its bet times
 * a weight, by rank or by distance, and its reward is their share of the pot.
 * @param players - N: those with a play that counts. */
export function rewardOf(
  player: Ranked,
  terms: PayoutTerms,
  players: number,
  { pot, points }: Pot,
): bigint {
  if (player.position === 0 || player.score === null || points === 0n) return 0n;
  const bet = BigInt(player.countedPlays) * terms.sponsoredBet + player.added;
  const weight = terms.payoutTolerance
    ? distanceWeight(player.score, terms)
    : BigInt(players + 1 - player.position) ** 2n;
  return (pot * bet * weight) / points;
}

function distanceWeight(score: bigint, { distance, payoutTolerance }: PayoutTerms): bigint {
  const none = (256n * BigInt(distance)) ** 2n;
  const full = (256n * BigInt(payoutTolerance)) ** 2n;
  const off = score > full ? score : full;
  return off < none ? none - off : 0n;
}

/** A score as a distance: how many pixels off a player's boxes are, as it were.
 * @param score - mean squared distance in 1/256 pixels. */
export const pixelsOff = (score: bigint): string => (Math.sqrt(Number(score)) / 256).toFixed(1);
