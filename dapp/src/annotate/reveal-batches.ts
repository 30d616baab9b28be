import { hexToBytes } from "viem";
import type { SealedPlay } from "./sealed-play";

/** Most bytes of plays in a transaction: one contract's code keeps them. */
export const STORE_BYTES = 24_575;

/** Bytes of a play there beside its annotations: their number, and the player's. */
export const STORE_BYTES_A_PLAY = 4;

/** Most bytes of a call: a message on Filecoin has 64 KiB, with its signature and fields. */
const CALL_BYTES = 60_000;

/** Most plays in a transaction, which should stay below 15 million gas: 20 plays of 5 annotations
 * take 0.7 million, and the first play on an image more than others. */
const PLAYS_MOST = 64;

/** Bytes of a play in a call beside its annotations: offset, four words, the length. */
const CALL_BYTES_A_PLAY = 6 * 32;

/** Plays cut into lists that each fit a transaction. */
export function revealBatches(plays: readonly SealedPlay[]): SealedPlay[][] {
  const batches: SealedPlay[][] = [];
  let [stored, sent] = [Infinity, Infinity];
  for (const play of plays) {
    const length = hexToBytes(play.annotations).length;
    const kept = STORE_BYTES_A_PLAY + length;
    const call = CALL_BYTES_A_PLAY + 32 * Math.ceil(length / 32);
    const last = batches[batches.length - 1];
    const isFull = !last || last.length === PLAYS_MOST;
    if (isFull || stored + kept > STORE_BYTES || sent + call > CALL_BYTES) {
      batches.push([play]);
      [stored, sent] = [kept, 100 + call];
    } else {
      last.push(play);
      [stored, sent] = [stored + kept, sent + call];
    }
  }
  return batches;
}

/** A play as the contract takes it. */
export function toReveal(play: SealedPlay) {
  return {
    player: play.player,
    image: BigInt(play.image),
    salt: play.salt,
    annotations: play.annotations,
  };
}
