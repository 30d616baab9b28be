// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ClusterPairs} from "./ClusterPairs.sol";
import {MemoryWords} from "./MemoryWords.sol";
import {PackedBox} from "./PackedBox.sol";

/// @title Merging of clusters
/// @notice Steps 1 and 2 of the clustering rule, one merge after another, by a list of each
/// cluster's nearest one.
library ClusterMerge {
    /// @notice Merges annotations until no two clusters are within the distance.
    /// @param from Memory address of the annotations, ascending.
    /// @param count How many they are.
    /// @param distance Pixels up to which clusters merge.
    /// @return clusters Memory address and id of the members of each cluster; members lie
    /// one after another, ascending.
    function merge(
        uint256 from,
        uint256 count,
        uint256 distance
    ) internal pure returns (uint256[] memory clusters) {
        unchecked {
            ClusterPairs.Tables memory tables;
            tables.rows = MemoryWords.allocate(count * ClusterPairs.ROW);
            tables.places = MemoryWords.allocate(count << 5);
            tables.owners = MemoryWords.allocate(count << 5);
            // Above all keys of pairs within the distance.
            tables.limit = ((distance << 8) ** 2 + 1) << 32;
            ClusterPairs.start(tables, from, count);
            uint256 key = ClusterPairs.least(tables);
            while (key < tables.limit) {
                (uint256 a, uint256 b) = ((key >> 16) & 0xffff, key & 0xffff);
                key = ClusterPairs.update(tables, _fuse(tables, a, b), a, b);
            }
            return _collect(tables, from, count);
        }
    }

    /// @dev Adds row b to row a, and lets the last row take the place of the one that is gone.
    function _fuse(
        ClusterPairs.Tables memory tables,
        uint256 a,
        uint256 b
    ) private pure returns (uint256 row) {
        // solhint-disable-next-line no-inline-assembly
        assembly ("memory-safe") {
            let places := mload(add(tables, 0x40))
            mstore(add(mload(add(tables, 0x60)), shl(5, b)), a)
            row := mload(add(places, shl(5, a)))
            let gone := mload(add(places, shl(5, b)))
            mstore(add(row, 0x80), add(mload(add(row, 0x80)), mload(add(gone, 0x80))))
            mstore(add(row, 0xa0), add(mload(add(row, 0xa0)), mload(add(gone, 0xa0))))
            let last := sub(mload(add(tables, 0x20)), 0xc0)
            mstore(add(tables, 0x20), last)
            if sub(last, gone) {
                mstore(gone, mload(last))
                mstore(add(gone, 0x20), mload(add(last, 0x20)))
                mstore(add(gone, 0x40), mload(add(last, 0x40)))
                mstore(add(gone, 0x60), mload(add(last, 0x60)))
                mstore(add(gone, 0x80), mload(add(last, 0x80)))
                mstore(add(gone, 0xa0), mload(add(last, 0xa0)))
                mstore(add(places, shl(5, mload(add(gone, 0x60)))), gone)
                if eq(last, row) {
                    row := gone
                }
            }
        }
        (uint256 forward, uint256 backward) = PackedBox.lanesOf(
            PackedBox.centroidOf(MemoryWords.load(row + 0x80), MemoryWords.load(row + 0xa0))
        );
        MemoryWords.store(row, forward);
        MemoryWords.store(row + 0x20, backward);
    }

    /// @dev Puts the members of each cluster together.
    function _collect(
        ClusterPairs.Tables memory tables,
        uint256 from,
        uint256 count
    ) private pure returns (uint256[] memory clusters) {
        unchecked {
            uint256 rows = (tables.end - tables.rows) / ClusterPairs.ROW;
            clusters = new uint256[](rows * 2);
            uint256 to = MemoryWords.allocate(count << 5);
            uint256 at;
            (uint256 owners, uint256 places) = (tables.owners, tables.places);
            for (uint256 i; i < count; ++i) {
                uint256 owner = MemoryWords.load(owners + (i << 5));
                if (owner == i) {
                    // A cluster: its row says how many members it has; from now on its place is
                    // where the next goes.
                    uint256 members = MemoryWords.load(MemoryWords.load(places + (i << 5)) + 0xa0);
                    clusters[at] = to;
                    clusters[at + 1] = members;
                    at += 2;
                    MemoryWords.store(places + (i << 5), to);
                    to += members << 5;
                } else {
                    // The owner is lower, and so it is final.
                    owner = MemoryWords.load(owners + (owner << 5));
                    MemoryWords.store(owners + (i << 5), owner);
                }
                uint256 place = places + (owner << 5);
                uint256 next = MemoryWords.load(place);
                MemoryWords.store(next, MemoryWords.load(from + (i << 5)));
                MemoryWords.store(place, next + 0x20);
            }
        }
    }
}
