// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

// Test code: the signatures say all.
// solhint-disable use-natspec

import {ImageMerkle} from "../libraries/ImageMerkle.sol";

/// @title ImageMerkleHarness
/// @notice Opens the library to tests.
contract ImageMerkleHarness {
    function leafOf(bytes32 contentHash) external pure returns (bytes32) {
        return ImageMerkle.leafOf(contentHash);
    }

    function proves(
        bytes32[] calldata proof,
        bytes32 root,
        bytes32 contentHash
    ) external pure returns (bool) {
        return ImageMerkle.proves(proof, root, contentHash);
    }

    function provesAll(
        bytes32[] calldata proof,
        bool[] calldata flags,
        bytes32 root,
        bytes32[] calldata contentHashes
    ) external pure returns (bool) {
        return ImageMerkle.provesAll(proof, flags, root, contentHashes);
    }
}
