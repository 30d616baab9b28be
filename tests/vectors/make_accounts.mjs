// Writes accounts.json beside this file: trees of accounts by the npm package
// @openzeppelin/merkle-tree, which the contracts must agree with.
// Run: node tests/vectors/make_accounts.mjs
import { StandardMerkleTree } from "@openzeppelin/merkle-tree";
import { writeFileSync } from "node:fs";

const account = (number) => "0x" + (number * 0x123456789n + 1n).toString(16).padStart(40, "0");
const trees = [1, 2, 5].map((count) => {
  const accounts = Array.from({ length: count }, (_, i) => account(BigInt(i + 1)));
  const tree = StandardMerkleTree.of(
    accounts.map((a) => [a]),
    ["address"],
  );
  return { accounts, root: tree.root, proofs: accounts.map((_, i) => tree.getProof(i)) };
});
const path = new URL("accounts.json", import.meta.url);
writeFileSync(path, JSON.stringify({ trees }, null, 1) + "\n");
