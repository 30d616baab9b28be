import { describe, expect, it } from "vitest";
import { differences } from "./server-review";
import { reviewOf, vectorNamed } from "./vectors.test-helper";

describe("the server's flags beside those computed here", () => {
  const vector = vectorNamed("houses beside few, repeats and a flood");
  const { flags } = reviewOf(vector);
  const batch = vector.batches[0]!;
  const theirs = vector.flags.filter((flag) => flag.batch === batch.id);
  const count = batch.texts.length;

  it("are the same where the server tells the truth", () => {
    expect(theirs.length).toBeGreaterThan(0);
    expect(differences(flags, theirs, batch.id, count)).toEqual([]);
  });

  it("are told where it hides, invents or changes a flag", () => {
    const [first, ...others] = theirs;
    expect(differences(flags, others, batch.id, count)).toEqual([first!.record]);
    const invented = { batch: batch.id, record: 0, kind: "outlier", detail: "so" };
    expect(differences(flags, [...theirs, invented], batch.id, count)).toEqual([0]);
    const changed = { ...first!, detail: "something else" };
    expect(differences(flags, [changed, ...others], batch.id, count)).toEqual([first!.record]);
  });
});
