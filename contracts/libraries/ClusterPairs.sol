// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

// Constants that assembly alone uses pass for unused.
// solhint-disable-next-line no-unused-import
import {BACKWARD, FORWARD} from "./PackedBox.sol";

/// @title Pairs of clusters
/// @notice Which two clusters are nearest to each other, by a list of each one's nearest.
library ClusterPairs {
    /// @dev Bytes of a row. Rows, one a cluster: forward lanes and backward lanes of its centroid,
    /// the least key of a pair that it is in, its number, its sums and its count. A pair's key is
    /// its squared distance, lower id and higher id, so that keys are in the order of merging. When
    /// that pair is gone, its distance alone stays as a bound: all others have greater keys.
    uint256 internal constant ROW = 0xc0;

    /// @notice Tables in memory: the rows of clusters that live; for each id the address of its
    /// row, later the id of the cluster that it went into.
    struct Tables {
        uint256 rows;
        uint256 end;
        uint256 places;
        uint256 owners;
        uint256 limit;
    }

    /// @notice Makes a row an annotation; every pair is looked at once.
    /// @param tables The tables, set aside.
    /// @param from Memory address of the annotations, ascending.
    /// @param count How many they are.
    // solhint-disable-next-line function-max-lines
    function start(Tables memory tables, uint256 from, uint256 count) internal pure {
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

    /// @notice The least key of all pairs.
    /// @param tables The tables.
    /// @return key The key; the limit if no pair is within the distance.
    function least(Tables memory tables) internal pure returns (uint256 key) {
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

    /// @notice Brings the least keys up to date after cluster b went into cluster a.
    /// @param tables The tables.
    /// @param row Address of a's row.
    /// @param a Id of the one.
    /// @param b Id of the other.
    /// @return lowest The least key of all.
    // solhint-disable-next-line function-max-lines
    function update(
        Tables memory tables,
        uint256 row,
        uint256 a,
        uint256 b
    ) internal pure returns (uint256 lowest) {
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
            let own := mload(add(tables, 0x80))
            // Address of the row that has the least key, if it is not a's.
            let at := 0
            lowest := own
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
                        // Without ids: all that it is in are greater.
                        known := shl(32, shr(32, known))
                        mstore(add(other, 0x40), known)
                    }
                }
                if lt(known, lowest) {
                    lowest := known
                    at := other
                }
            }
            mstore(add(row, 0x40), own)
            if lt(own, lowest) {
                lowest := own
            }
            // What pair is above a bound matters only when the bound is the least of all.
            for {} and(iszero(shl(224, lowest)), lt(lowest, mload(add(tables, 0x80)))) {} {
                row := at
                forward := mload(row)
                backward := mload(add(row, 0x20))
                own := mload(add(tables, 0x80))
                lowest := own
                mstore(add(row, 0x40), own)
                for {
                    let other := mload(tables)
                } lt(other, end) {
                    other := add(other, 0xc0)
                } {
                    let key := mload(add(other, 0x40))
                    if lt(key, lowest) {
                        lowest := key
                        at := other
                    }
                    key := shr(
                        204,
                        add(
                            mul(sub(forward, mload(other)), sub(backward, mload(add(other, 0x20)))),
                            shl(203, 1)
                        )
                    )
                    if gt(key, shr(32, own)) {
                        continue
                    }
                    if eq(other, row) {
                        continue
                    }
                    key := keyOf(key, mload(add(row, 0x60)), mload(add(other, 0x60)))
                    if lt(key, own) {
                        own := key
                    }
                }
                mstore(add(row, 0x40), own)
                if lt(own, lowest) {
                    lowest := own
                }
            }
        }
    }
}
