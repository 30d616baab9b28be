// Writes merkle.json beside this file: trees, proofs and multiproofs of the npm package
// @openzeppelin/merkle-tree, which veriset/merkle.py and the contracts must agree with.
// Run: node tests/vectors/make_merkle.mjs
import { StandardMerkleTree } from "@openzeppelin/merkle-tree";
import { createHash } from "node:crypto";
import { writeFileSync } from "node:fs";

const contentHash = (text) => "0x" + createHash("sha256").update(text).digest("hex");

// The images "<name>:0", "<name>:1", ... ; an image listed in `repeats` takes another's hash.
const TREES = [
  { name: "one", count: 1, repeats: {}, multi: [[0]] },
  { name: "two", count: 2, repeats: {}, multi: [[0], [0, 1]] },
  {
    name: "three",
    count: 3,
    repeats: {},
    multi: [
      [0, 2],
      [0, 1, 2],
    ],
  },
  {
    name: "five",
    count: 5,
    repeats: { 4: 1 },
    multi: [
      [1, 4],
      [0, 3],
      [0, 1, 2, 3, 4],
    ],
  },
  {
    name: "seventeen",
    count: 17,
    repeats: { 3: 0, 9: 0 },
    multi: [[0, 3, 9], [16], [1, 5, 8, 13]],
  },
  {
    name: "all equal",
    count: 6,
    repeats: { 1: 0, 2: 0, 3: 0, 4: 0, 5: 0 },
    multi: [[2], [0, 1, 2, 3, 4, 5]],
  },
  {
    name: "hundred",
    count: 100,
    repeats: { 50: 49, 99: 0 },
    multi: [[7], [0, 99], [3, 14, 15, 92, 65, 35, 89, 79]],
  },
];

const trees = TREES.map(({ name, count, repeats, multi }) => {
  const contentHashes = Array.from({ length: count }, (_, i) =>
    contentHash(`${name}:${repeats[i] ?? i}`),
  );
  const tree = StandardMerkleTree.of(
    contentHashes.map((hash) => [hash]),
    ["bytes32"],
  );
  return {
    name,
    contentHashes,
    root: tree.root,
    leaves: contentHashes.map((hash) => tree.leafHash([hash])),
    proofs: contentHashes.map((_, i) => tree.getProof(i)),
    multiproofs: multi.map((images) => {
      const { leaves, proof, proofFlags } = tree.getMultiProof(images);
      return { images, contentHashes: leaves.map(([hash]) => hash), proof, flags: proofFlags };
    }),
  };
});

writeFileSync(new URL("merkle.json", import.meta.url), JSON.stringify({ trees }, null, 1) + "\n");
