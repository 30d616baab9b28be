// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {EfficientHashLib} from "solady/utils/EfficientHashLib.sol";
import {MerkleProofLib} from "solady/utils/MerkleProofLib.sol";

/// @title Merkle proofs of accounts
/// @notice Proofs against trees laid out as `StandardMerkleTree.of(accounts.map(a => [a]),
/// ["address"])` of the npm package openzeppelin/merkle-tree.
library AccountMerkle {
    /// @notice Whether `proof` leads from the account to `root`.
    /// @dev The leaf is hashed twice, so that its preimage (32 bytes) is never a node's (64).
    /// @param proof Siblings from the leaf up to the root.
    /// @param root Merkle root.
    /// @param account The account.
    /// @return Whether it does.
    function proves(
        bytes32[] calldata proof,
        bytes32 root,
        address account
    ) internal pure returns (bool) {
        bytes32 leaf = EfficientHashLib.hash(EfficientHashLib.hash(uint256(uint160(account))));
        return MerkleProofLib.verifyCalldata(proof, root, leaf);
    }
}
