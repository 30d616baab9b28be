// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {LibBit} from "solady/utils/LibBit.sol";

/// @title Bit-sliced counters
/// @notice 256 counters side by side: word k of the planes holds bit k of every counter, so one
/// addition or comparison acts on all of them.
library BitSlicedTally {
    /// @notice The counters, each 0 to 63.
    struct Tally {
        uint256[6] planes;
    }

    uint256 private constant _PLANES = 6;

    /// @notice Adds bit i of `bitmap` to counter i, for all i.
    /// @dev Carries ripple up the planes. After 63 additions a counter may wrap.
    /// @param self The counters; changed in place.
    /// @param bitmap What to add.
    function add(Tally memory self, uint256 bitmap) internal pure {
        // By hand, for it runs once a vote: a bounds check a plane would cost as much again.
        // solhint-disable-next-line no-inline-assembly
        assembly ("memory-safe") {
            let plane := mload(self)
            for {
                let end := add(plane, mul(_PLANES, 0x20))
            } and(lt(plane, end), gt(bitmap, 0)) {
                plane := add(plane, 0x20)
            } {
                let bits := mload(plane)
                mstore(plane, xor(bits, bitmap))
                bitmap := and(bits, bitmap)
            }
        }
    }

    /// @notice Which counters are at least `threshold`.
    /// @dev From the lowest bit up: where the bits differ the higher one decides, where they are
    /// equal what was decided below stands.
    /// @param self The counters.
    /// @param threshold 0 to 63.
    /// @return lanes Bit i is set if counter i is.
    function atLeast(Tally memory self, uint256 threshold) internal pure returns (uint256 lanes) {
        lanes = type(uint256).max;
        for (uint256 k; k < _PLANES; ++k) {
            lanes = (threshold >> k) & 1 == 1 ? self.planes[k] & lanes : self.planes[k] | lanes;
        }
    }

    /// @notice One counter.
    /// @param self The counters.
    /// @param i Its position, 0 to 255.
    /// @return count Its value.
    function countAt(Tally memory self, uint256 i) internal pure returns (uint256 count) {
        for (uint256 k; k < _PLANES; ++k) {
            count |= ((self.planes[k] >> i) & 1) << k;
        }
    }

    /// @notice Sum of the counters that `lanes` names.
    /// @param self The counters.
    /// @param lanes Bit i is set if counter i is to be added.
    /// @return total The sum.
    function sum(Tally memory self, uint256 lanes) internal pure returns (uint256 total) {
        for (uint256 k; k < _PLANES; ++k) {
            total += LibBit.popCount(self.planes[k] & lanes) << k;
        }
    }
}
