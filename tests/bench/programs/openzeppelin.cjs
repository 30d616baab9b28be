// Time @openzeppelin/merkle-tree building a tree and, if asked to, proving every leaf.
//     node openzeppelin.cjs HASHES [proofs]
// HASHES is a file of content hashes, one a line. The proofs are given as one SHA-256.
const { createHash } = require("node:crypto");
const { readFileSync } = require("node:fs");
const { StandardMerkleTree } = require("@openzeppelin/merkle-tree");

const values = readFileSync(process.argv[2], "utf8")
  .trim()
  .split("\n")
  .map((hash) => [hash]);

let start = performance.now();
const tree = StandardMerkleTree.of(values, ["bytes32"]);
const result = { seconds: (performance.now() - start) / 1000, root: tree.root };

if (process.argv[3] === "proofs") {
  start = performance.now();
  const proofs = values.map((_, index) => tree.getProof(index));
  result.proofSeconds = (performance.now() - start) / 1000;
  const digest = createHash("sha256");
  for (const proof of proofs) digest.update(proof.join("") + "\n");
  result.proofs = digest.digest("hex");
}
console.log(JSON.stringify(result));
