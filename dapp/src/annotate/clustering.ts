import type { Annotation } from "./annotation";

/** x, y, height and width in 1/256 pixels. */
export type Centroid = readonly [number, number, number, number];

/** Annotations that count as one object. */
export interface Cluster {
  readonly centroid: Centroid;
  /** Numbers of the annotations, ascending, no two of one player. */
  readonly members: readonly number[];
  /** What most of them say; of equals the lowest. */
  readonly class: number;
}

/** What the clustering rule makes of an image. */
export interface Clustering {
  /** Those that count, by their lowest member. */
  readonly clusters: readonly Cluster[];
  /** Numbers of all other annotations. */
  readonly outliers: readonly number[];
  /** For each play the mean squared distance of what is valid; null if nothing is. */
  readonly scores: readonly (bigint | null)[];
}

const SCALE = 256;

type Four = readonly [number, number, number, number];

/** The clustering rule, as `veriset.clustering.reference` states it, so that the page need not
 * believe anybody what became of an image. Numbers stay below 2^53: a coordinate has 24 bits.
 * @param plays - the annotations of each play, in the order of `playsOf`.
 * @param distance - pixels up to which two clusters merge.
 * @param confirmation - percentage of the plays that a cluster needs. */
export function cluster(
  plays: readonly (readonly Annotation[])[],
  distance: number,
  confirmation: number,
): Clustering {
  const all = plays.flat();
  const boxes = all.map((one): Four => [one.x, one.y, one.height, one.width]);
  const owners = plays.flatMap((play, player) => play.map(() => player));
  const kept: number[][] = [];
  let left = boxes.map((_, number) => number);
  while (left.length > 0) {
    const aside: number[] = [];
    for (const members of merged(boxes, left, distance)) {
      const keep = oneAPlayer(boxes, owners, members);
      kept.push(keep);
      aside.push(...members.filter((number) => !keep.includes(number)));
    }
    left = aside.sort(ascending);
  }
  const quorum = Math.ceil((confirmation * plays.length) / 100);
  const clusters = kept
    .filter((members) => members.length >= quorum)
    .sort((a, b) => a[0]! - b[0]!)
    .map((members) => ({
      centroid: centroidOf(boxes, members),
      members,
      class: majority(members.map((number) => all[number]!.class)),
    }));
  const valid = new Set(clusters.flatMap(({ members }) => members));
  return {
    clusters,
    outliers: boxes.map((_, number) => number).filter((number) => !valid.has(number)),
    scores: scoresOf(boxes, owners, plays.length, clusters),
  };
}

/** Merges the two nearest clusters until none are near enough; of equals the lowest pair. */
function merged(boxes: readonly Four[], numbers: readonly number[], distance: number): number[][] {
  const clusters = numbers.map((number) => [number]);
  const centroids = clusters.map((members) => centroidOf(boxes, members));
  const furthest = (SCALE * distance) ** 2;
  for (;;) {
    let [least, first, second] = [Infinity, -1, -1];
    for (let i = 0; i < clusters.length; ++i) {
      for (let j = i + 1; j < clusters.length; ++j) {
        const between = squared(centroids[i]!, centroids[j]!);
        if (between < least) [least, first, second] = [between, i, j];
      }
    }
    if (least > furthest) return clusters;
    // A cluster is named by its lowest member, and they stay in that order.
    const members = [...clusters[first]!, ...clusters[second]!].sort(ascending);
    clusters[first] = members;
    centroids[first] = centroidOf(boxes, members);
    clusters.splice(second, 1);
    centroids.splice(second, 1);
  }
}

/** Of each player the annotation nearest to the centroid; of equals the lowest. */
function oneAPlayer(
  boxes: readonly Four[],
  owners: readonly number[],
  members: readonly number[],
): number[] {
  const centroid = centroidOf(boxes, members);
  const nearest = new Map<number, { number: number; away: number }>();
  for (const number of members) {
    const away = squared(scaled(boxes[number]!), centroid);
    const before = nearest.get(owners[number]!);
    if (!before || away < before.away) nearest.set(owners[number]!, { number, away });
  }
  return [...nearest.values()].map(({ number }) => number).sort(ascending);
}

function scoresOf(
  boxes: readonly Four[],
  owners: readonly number[],
  count: number,
  clusters: readonly Cluster[],
): (bigint | null)[] {
  const sums = Array.from({ length: count }, () => ({ sum: 0n, parts: 0n }));
  for (const { centroid, members } of clusters) {
    for (const number of members) {
      const own = sums[owners[number]!]!;
      own.sum += BigInt(squared(scaled(boxes[number]!), centroid));
      own.parts += 1n;
    }
  }
  return sums.map(({ sum, parts }) => (parts === 0n ? null : sum / parts));
}

function majority(classes: readonly number[]): number {
  const count = (kind: number): number => classes.filter((one) => one === kind).length;
  return [...classes].sort((a, b) => count(b) - count(a) || a - b)[0]!;
}

function centroidOf(boxes: readonly Four[], members: readonly number[]): Centroid {
  const mean = (axis: number): number => {
    const sum = members.reduce((total, number) => total + boxes[number]![axis]!, 0);
    return Math.floor((SCALE * sum) / members.length);
  };
  return [mean(0), mean(1), mean(2), mean(3)];
}

const scaled = (box: Four): Centroid => [
  SCALE * box[0],
  SCALE * box[1],
  SCALE * box[2],
  SCALE * box[3],
];

const squared = (a: Centroid, b: Centroid): number =>
  (a[0] - b[0]) ** 2 + (a[1] - b[1]) ** 2 + (a[2] - b[2]) ** 2 + (a[3] - b[3]) ** 2;

const ascending = (a: number, b: number): number => a - b;
