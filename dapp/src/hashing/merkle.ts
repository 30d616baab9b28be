import { concat, type Hex, isHex, keccak256, size } from "viem";

/** The leaf of an image: its content hash, hashed twice, so that none can pass for a node. */
export function leafOf(contentHash: Hex): Hex {
  return keccak256(keccak256(contentHash));
}

/** Whether a proof leads from an image's content hash to a root; see docs/merkle-tree.md. */
export function verifyProof(root: Hex, contentHash: Hex, proof: readonly Hex[]): boolean {
  if (![root, contentHash, ...proof].every((node) => isHex(node) && size(node) === 32))
    return false;
  let node = leafOf(contentHash);
  for (const sibling of proof) {
    const [lower, higher] = BigInt(node) <= BigInt(sibling) ? [node, sibling] : [sibling, node];
    node = keccak256(concat([lower, higher]));
  }
  return BigInt(node) === BigInt(root);
}
