// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {EfficientHashLib} from "solady/utils/EfficientHashLib.sol";
import {MerkleProofLib} from "solady/utils/MerkleProofLib.sol";

/// @title Merkle proofs of images
/// @notice Proofs against trees laid out as `StandardMerkleTree.of(hashes.map(h => [h]),
/// ["bytes32"])` of the npm package openzeppelin/merkle-tree.
library ImageMerkle {
    /// @notice Leaf of an image: keccak256(keccak256(abi.encode(contentHash))).
    /// @dev Hashed twice, so that the preimage of a leaf (32 bytes) is never that of a node (64).
    /// @param contentHash SHA-256 of the image.
    /// @return leaf The leaf, 32 bytes.
    function leafOf(bytes32 contentHash) internal pure returns (bytes32 leaf) {
        leaf = EfficientHashLib.hash(EfficientHashLib.hash(contentHash));
    }

    /// @notice Whether `proof` leads from the image to `root`.
    /// @param proof Siblings from the leaf up to the root.
    /// @param root Merkle root.
    /// @param contentHash SHA-256 of the image.
    /// @return Whether it does.
    function proves(
        bytes32[] calldata proof,
        bytes32 root,
        bytes32 contentHash
    ) internal pure returns (bool) {
        return MerkleProofLib.verifyCalldata(proof, root, leafOf(contentHash));
    }

    /// @notice Whether the multiproof leads from all the images to `root`. A multiproof of no
    /// images proves nothing: false.
    /// @dev Memory grows with the calldata and with nothing else.
    /// @param proof The nodes that the multiproof adds.
    /// @param flags For each step, whether its second operand was computed before (true) or is
    /// the next of `proof` (false).
    /// @param root Merkle root.
    /// @param contentHashes SHA-256 of the images, in the order of the multiproof's leaves.
    /// @return Whether it does.
    function provesAll(
        bytes32[] calldata proof,
        bool[] calldata flags,
        bytes32 root,
        bytes32[] calldata contentHashes
    ) internal pure returns (bool) {
        uint256 count = contentHashes.length;
        // Checked before any hashing, so that a misfit list costs its sender little.
        if (count == 0 || count + proof.length != flags.length + 1) return false;
        bytes32[] memory leaves = new bytes32[](count);
        for (uint256 i; i < count; ++i) {
            leaves[i] = leafOf(contentHashes[i]);
        }
        return MerkleProofLib.verifyMultiProof(proof, root, leaves, flags);
    }
}
