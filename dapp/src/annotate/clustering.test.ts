import { describe, expect, it } from "vitest";
import { cluster } from "./clustering";
import { readVectors } from "./vectors.test-helper";

interface Vector {
  name: string;
  distance: number;
  confirmation: number;
  plays: number[][][];
  clusters: { centroid: number[]; members: number[]; class: number }[];
  outliers: number[];
  scores: (number | null)[];
}

const images = readVectors("clustering.json") as Vector[];

describe("the clustering rule", () => {
  it("has vectors", () => expect(images.length).toBeGreaterThan(20));

  it.each(images)("$name", (image) => {
    const plays = image.plays.map((play) =>
      play.map(([x, y, height, width, kind]) => ({
        x: x!,
        y: y!,
        height: height!,
        width: width!,
        class: kind ?? 0,
      })),
    );
    const found = cluster(plays, image.distance, image.confirmation);
    expect(found.clusters).toEqual(
      image.clusters.map(({ centroid, members, class: kind }) => ({
        centroid,
        members,
        class: kind,
      })),
    );
    expect(found.outliers).toEqual(image.outliers);
    expect(found.scores).toEqual(
      image.scores.map((score) => (score === null ? null : BigInt(score))),
    );
  });
});
