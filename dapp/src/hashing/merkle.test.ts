import { readFileSync } from "node:fs";
import type { Hex } from "viem";
import { describe, expect, it } from "vitest";
import { leafOf, verifyProof } from "./merkle";

interface Tree {
  name: string;
  contentHashes: Hex[];
  root: Hex;
  leaves: Hex[];
  proofs: Hex[][];
}

const { trees } = JSON.parse(
  readFileSync(new URL("../../../tests/vectors/merkle.json", import.meta.url), "utf8"),
) as { trees: Tree[] };

describe.each(trees)("tree $name of @openzeppelin/merkle-tree", (tree) => {
  it("has the same leaves and proofs that hold", () => {
    tree.contentHashes.forEach((hash, i) => {
      expect(leafOf(hash)).toBe(tree.leaves[i]);
      expect(verifyProof(tree.root, hash, tree.proofs[i]!)).toBe(true);
    });
  });

  it("refuses another image, another root and a changed proof", () => {
    const other: Hex = `0x${"12".repeat(32)}`;
    const [hash, proof] = [tree.contentHashes[0]!, tree.proofs[0]!];
    expect(verifyProof(tree.root, other, proof)).toBe(false);
    expect(verifyProof(other, hash, proof)).toBe(false);
    expect(verifyProof(tree.root, hash, [...proof, other])).toBe(false);
    if (proof.length > 0) expect(verifyProof(tree.root, hash, proof.slice(1))).toBe(false);
  });
});

it("refuses a node passed off as an image", () => {
  const tree = trees.find(({ contentHashes }) => contentHashes.length > 2)!;
  const proof = tree.proofs[0]!;
  expect(verifyProof(tree.root, tree.leaves[0]!, proof)).toBe(false);
});

it.each<Hex>(["0x", "0x12", "0xhello"])("refuses %j for a node", (bad) => {
  const tree = trees[0]!;
  expect(verifyProof(bad, tree.contentHashes[0]!, [])).toBe(false);
  expect(verifyProof(tree.root, bad, [])).toBe(false);
  expect(verifyProof(tree.root, tree.contentHashes[0]!, [bad])).toBe(false);
});
