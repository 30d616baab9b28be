// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

// Test code: the signatures say all.
// solhint-disable use-natspec

import {BitSlicedTally} from "../libraries/BitSlicedTally.sol";

/// @title BitSlicedTallyHarness
/// @notice Opens the library to tests.
contract BitSlicedTallyHarness {
    using BitSlicedTally for BitSlicedTally.Tally;

    function countsOf(uint256[] calldata bitmaps) external pure returns (uint256[] memory counts) {
        BitSlicedTally.Tally memory tally = _tally(bitmaps);
        counts = new uint256[](256);
        for (uint256 i; i < 256; ++i) {
            counts[i] = tally.countAt(i);
        }
    }

    function atLeast(
        uint256[] calldata bitmaps,
        uint256 threshold
    ) external pure returns (uint256) {
        return _tally(bitmaps).atLeast(threshold);
    }

    function sum(uint256[] calldata bitmaps, uint256 lanes) external pure returns (uint256) {
        return _tally(bitmaps).sum(lanes);
    }

    function _tally(
        uint256[] calldata bitmaps
    ) private pure returns (BitSlicedTally.Tally memory tally) {
        for (uint256 i; i < bitmaps.length; ++i) {
            tally.add(bitmaps[i]);
        }
    }
}
