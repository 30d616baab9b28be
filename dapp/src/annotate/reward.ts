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
}

/** A player's reward in wei, by the payout rule of `ICampaignPayout`: its points are its bet times
 * (N + 1 - position) squared, and its reward is their share of the pot.
 * @param players - N: those with a play that counts. */
export function rewardOf(
  player: Ranked,
  sponsoredBet: bigint,
  players: number,
  { pot, points }: Pot,
): bigint {
  if (player.position === 0 || points === 0n) return 0n;
  const bet = BigInt(player.countedPlays) * sponsoredBet + player.added;
  return (pot * bet * BigInt(players + 1 - player.position) ** 2n) / points;
}

/** A score as a distance: how many pixels off a player's boxes are, as it were.
 * @param score - mean squared distance in 1/256 pixels. */
export const pixelsOff = (score: bigint): string => (Math.sqrt(Number(score)) / 256).toFixed(1);
