// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

// Test code: the signatures say all.
// solhint-disable use-natspec

import {AnnotationWords} from "../libraries/AnnotationWords.sol";

/// @title AnnotationWordsHarness
/// @notice Opens the library to tests.
contract AnnotationWordsHarness {
    /// `next` is what is allocated after the words.
    function read(
        bytes calldata plays,
        uint256 players
    ) external pure returns (uint256[] memory annotations, uint256[] memory next) {
        annotations = AnnotationWords.read(plays, players);
        next = new uint256[](9);
    }
}
