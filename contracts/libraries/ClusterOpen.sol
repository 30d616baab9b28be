// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ClusterRounds} from "./ClusterRounds.sol";
import {ClusterWalk} from "./ClusterWalk.sol";
import {MemoryWords} from "./MemoryWords.sol";
// Constants that assembly alone uses pass for unused.
// solhint-disable-next-line no-unused-import
import {BACKWARD, BOTH, GUARD, ONES, PackedBox} from "./PackedBox.sol";

/// @title Open groups of a hint
/// @notice Groups of which a hint says nothing but their members.
library ClusterOpen {
    /// @notice Takes an open group.
    /// @param walk The walk.
    /// @param at Where its numbers are in the calldata.
    /// @param count How many they are, at least 1.
    /// @return box The box around it, with the margin; 0 if the entry is wrong.
    /// @return far Its far corner.
    function take(
        ClusterWalk.Walk memory walk,
        uint256 at,
        uint256 count
    ) internal pure returns (uint256 box, uint256 far) {
        unchecked {
            bool counts = count >= walk.quorum;
            // Before the copies, for what is behind them is free again when the group is done.
            if (counts && walk.tally == 0) ClusterWalk.open(walk);
            uint256 list = MemoryWords.load(0x40);
            if (!gather(walk, at, count, list)) return (0, 0);
            (box, far) = around(walk, list, count);
            if (counts) {
                MemoryWords.store(0x40, list + (count << 5));
                ClusterRounds.settle(ClusterWalk.tallyOf(walk), list, count);
                MemoryWords.store(0x40, list);
            }
        }
    }

    /// @notice The least box around annotations.
    /// @param walk The walk.
    /// @param list Memory address of the annotations.
    /// @param count How many they are, at least 1.
    /// @return box The box, with the margin.
    /// @return far Its far corner.
    function around(
        ClusterWalk.Walk memory walk,
        uint256 list,
        uint256 count
    ) internal pure returns (uint256 box, uint256 far) {
        unchecked {
            // solhint-disable-next-line no-inline-assembly
            assembly ("memory-safe") {
                // Variables, for the compiler would make these constants anew each time.
                let guard := GUARD
                let both := BOTH
                let backward := BACKWARD
                let nearby := sub(guard, ONES)
                let end := add(list, shl(5, count))
                box := xor(and(mload(list), both), backward)
                for {
                    list := add(list, 0x20)
                } lt(list, end) {
                    list := add(list, 0x20)
                } {
                    // As PackedBox.around.
                    let difference := add(sub(box, xor(and(mload(list), both), backward)), nearby)
                    let greater := and(difference, guard)
                    if greater {
                        let ones := shr(18, greater)
                        box := sub(sub(box, and(difference, sub(shr(2, greater), ones))), ones)
                    }
                }
            }
            far = PackedBox.farCorner(box);
            box += walk.margin;
        }
    }

    /// @notice Copies a group's members.
    /// @param walk The walk.
    /// @param at Where their numbers are in the calldata.
    /// @param count How many they are, at least 1.
    /// @param to Memory address of the copies.
    /// @return right Whether the numbers ascend and there are such annotations.
    function gather(
        ClusterWalk.Walk memory walk,
        uint256 at,
        uint256 count,
        uint256 to
    ) internal pure returns (bool right) {
        // solhint-disable-next-line no-inline-assembly
        assembly ("memory-safe") {
            let first := mload(add(walk, 0xc0))
            let bound := mload(add(walk, 0xe0))
            let next := 0
            right := 1
            for {
                let end := add(at, shl(1, count))
            } lt(at, end) {
                at := add(at, 2)
            } {
                let member := shr(240, calldataload(at))
                if or(lt(member, next), iszero(lt(member, bound))) {
                    right := 0
                    break
                }
                next := add(member, 1)
                mstore(to, mload(add(first, shl(5, member))))
                to := add(to, 0x20)
            }
        }
    }
}
