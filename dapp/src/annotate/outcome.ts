import { type Hex, isAddressEqual } from "viem";
import type { Annotation } from "./annotation";
import type { ImagePlays } from "./campaign-reader";
import type { Clustering } from "./clustering";
import type { Rectangle } from "./geometry";

/** A box of a play, and what became of it. */
export interface PlayedBox extends Annotation {
  readonly isOwn: boolean;
  /** Number of the cluster that it is in, from 0; null for an outlier. */
  readonly cluster: number | null;
}

/** What players agree on: the centre of a cluster, in pixels and fractions of them. */
export interface Centre extends Rectangle {
  readonly class: number;
  readonly players: number;
}

/** What became of an image, for a picture. */
export interface Outcome {
  readonly plays: number;
  readonly boxes: readonly PlayedBox[];
  readonly centres: readonly Centre[];
  /** Of the account's play in 1/256 pixels squared; null if it has none. */
  readonly score: bigint | null;
}

const SCALE = 256;

/** Puts plays and clusters together.
 * @param account - whose boxes are its own; null: nobody's. */
export function outcomeOf(
  { players, plays }: Pick<ImagePlays, "players" | "plays">,
  { clusters, scores }: Clustering,
  account: Hex | null,
): Outcome {
  const isOwn = (player: Hex): boolean => account !== null && isAddressEqual(player, account);
  const all = plays.flatMap((play, at) => play.map((box) => ({ box, own: isOwn(players[at]!) })));
  const clusterOf = new Map(
    clusters.flatMap(({ members }, at) => members.map((number) => [number, at] as const)),
  );
  const own = players.findIndex(isOwn);
  return {
    plays: plays.length,
    boxes: all.map(({ box, own: isTheirs }, number) => ({
      ...box,
      isOwn: isTheirs,
      cluster: clusterOf.get(number) ?? null,
    })),
    centres: clusters.map(({ centroid: [x, y, height, width], class: kind, members }) => ({
      x: x / SCALE,
      y: y / SCALE,
      height: height / SCALE,
      width: width / SCALE,
      class: kind,
      players: members.length,
    })),
    score: own < 0 ? null : (scores[own] ?? null),
  };
}
