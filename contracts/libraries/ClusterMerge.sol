// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {MemoryWords} from "./MemoryWords.sol";
// Constants that assembly alone uses pass for unused.
// solhint-disable-next-line no-unused-import
import {BACKWARD, FORWARD, PackedBox} from "./PackedBox.sol";

/// @title Merging of clusters
/// @notice Steps 1 and 2 of the clustering rule, one merge after another, by a list of each
/// cluster's nearest one.
library ClusterMerge {
    /// @dev Rows, one a cluster: forward lanes and backward lanes of its centroid, the least key
    /// of a pair that it is in, its number, its sums and its count. A pair's key is its squared
    /// distance, lower id and higher id, so that keys are in the order of merging.
    uint256 private constant _ROW = 0xc0;

    /// @dev Tables in memory: the rows of clusters that live; for each id the address of its
    /// row, later the id of the cluster that it went into.
    struct Tables {
        uint256 rows;
        uint256 end;
        uint256 places;
        uint256 owners;
        uint256 limit;
    }

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
            Tables memory tables;
            tables.rows = MemoryWords.allocate(count * _ROW);
            tables.places = MemoryWords.allocate(count << 5);
            tables.owners = MemoryWords.allocate(count << 5);
            // Above all keys of pairs within the distance.
            tables.limit = ((distance << 8) ** 2 + 1) << 32;
            _start(tables, from, count);
            uint256 key = _least(tables);
            while (key < tables.limit) {
                (uint256 a, uint256 b) = ((key >> 16) & 0xffff, key & 0xffff);
                key = _update(tables, _fuse(tables, a, b), a, b);
            }
            return _collect(tables, from, count);
        }
    }

    /// @dev A row an annotation; every pair is looked at once.
    // solhint-disable-next-line function-max-lines
    function _start(Tables memory tables, uint256 from, uint256 count) private pure {
        // solhint-disable-next-line no-inline-assembly
        assembly ("memory-safe") {
            let rows := mload(tables)
            let places := mload(add(tables, 0x40))
            let owners := mload(add(tables, 0x60))
            let limit := mload(add(tables, 0x80))
            let row := rows
            for {
                let i := 0
            } lt(i, count) {
                i := add(i, 1)
            } {
                let word := mload(add(from, shl(5, i)))
                mstore(row, and(word, FORWARD))
                mstore(add(row, 0x20), and(word, BACKWARD))
                mstore(add(row, 0x40), limit)
                mstore(add(row, 0x60), i)
                mstore(add(row, 0x80), and(word, FORWARD))
                mstore(add(row, 0xa0), 1)
                mstore(add(places, shl(5, i)), row)
                mstore(add(owners, shl(5, i)), i)
                row := add(row, 0xc0)
            }
            mstore(add(tables, 0x20), row)
            let end := row
            for {
                row := rows
            } lt(row, end) {
                row := add(row, 0xc0)
            } {
                let forward := mload(row)
                let backward := mload(add(row, 0x20))
                let best := mload(add(row, 0x40))
                let pair := mul(mload(add(row, 0x60)), 0x10001)
                for {
                    let other := add(row, 0xc0)
                } lt(other, end) {
                    other := add(other, 0xc0)
                } {
                    pair := add(pair, 1)
                    let key := shr(
                        204,
                        add(
                            mul(sub(forward, mload(other)), sub(backward, mload(add(other, 0x20)))),
                            shl(203, 1)
                        )
                    )
                    key := or(shl(32, key), pair)
                    if lt(key, best) {
                        best := key
                    }
                    if lt(key, mload(add(other, 0x40))) {
                        mstore(add(other, 0x40), key)
                    }
                }
                mstore(add(row, 0x40), best)
            }
        }
    }

    /// @dev The least key of all pairs.
    function _least(Tables memory tables) private pure returns (uint256 key) {
        // solhint-disable-next-line no-inline-assembly
        assembly ("memory-safe") {
            key := mload(add(tables, 0x80))
            let end := mload(add(tables, 0x20))
            for {
                let row := add(mload(tables), 0x40)
            } lt(row, end) {
                row := add(row, 0xc0)
            } {
                let own := mload(row)
                if lt(own, key) {
                    key := own
                }
            }
        }
    }

    /// @dev Brings the least keys up to date after cluster b went into cluster a; returns the least
    /// of all.
    // solhint-disable-next-line function-max-lines
    function _update(
        Tables memory tables,
        uint256 row,
        uint256 a,
        uint256 b
    ) private pure returns (uint256 least) {
        // solhint-disable-next-line no-inline-assembly
        assembly ("memory-safe") {
            function keyOf(squared, i, j) -> key {
                switch lt(i, j)
                case 1 {
                    key := or(shl(32, squared), or(shl(16, i), j))
                }
                default {
                    key := or(shl(32, squared), or(shl(16, j), i))
                }
            }
            function nearest(self, other, end, limit) -> key {
                key := limit
                let forward := mload(self)
                let backward := mload(add(self, 0x20))
                let half := shl(203, 1)
                let bound := shr(32, limit)
                for {} lt(other, end) {
                    other := add(other, 0xc0)
                } {
                    let squared := shr(
                        204,
                        add(
                            mul(sub(forward, mload(other)), sub(backward, mload(add(other, 0x20)))),
                            half
                        )
                    )
                    if gt(squared, bound) {
                        continue
                    }
                    if eq(other, self) {
                        continue
                    }
                    squared := keyOf(squared, mload(add(self, 0x60)), mload(add(other, 0x60)))
                    if lt(squared, key) {
                        key := squared
                        bound := shr(32, key)
                    }
                }
            }
            let own := mload(add(tables, 0x80))
            least := own
            let end := mload(add(tables, 0x20))
            let forward := mload(row)
            let backward := mload(add(row, 0x20))
            for {
                let other := mload(tables)
            } lt(other, end) {
                other := add(other, 0xc0)
            } {
                if eq(other, row) {
                    continue
                }
                let key := shr(
                    204,
                    add(
                        mul(sub(forward, mload(other)), sub(backward, mload(add(other, 0x20)))),
                        shl(203, 1)
                    )
                )
                let known := mload(add(other, 0x40))
                switch gt(key, shr(32, known))
                case 0 {
                    key := keyOf(key, a, mload(add(other, 0x60)))
                    if lt(key, own) {
                        own := key
                    }
                }
                default {
                    if iszero(gt(key, shr(32, own))) {
                        key := keyOf(key, a, mload(add(other, 0x60)))
                        if lt(key, own) {
                            own := key
                        }
                    }
                    key := not(0)
                }
                switch gt(key, known)
                case 0 {
                    mstore(add(other, 0x40), key)
                    known := key
                }
                default {
                    // Which of the pair it is not itself.
                    key := and(xor(xor(known, shr(16, known)), mload(add(other, 0x60))), 0xffff)
                    if or(eq(key, a), eq(key, b)) {
                        known := nearest(other, mload(tables), end, mload(add(tables, 0x80)))
                        mstore(add(other, 0x40), known)
                    }
                }
                if lt(known, least) {
                    least := known
                }
            }
            mstore(add(row, 0x40), own)
            if lt(own, least) {
                least := own
            }
        }
    }

    /// @dev Adds row b to row a, and lets the last row take the place of the one that is gone.
    function _fuse(Tables memory tables, uint256 a, uint256 b) private pure returns (uint256 row) {
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
        Tables memory tables,
        uint256 from,
        uint256 count
    ) private pure returns (uint256[] memory clusters) {
        unchecked {
            uint256 rows = (tables.end - tables.rows) / _ROW;
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
