// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ClusterBoxes} from "./ClusterBoxes.sol";
import {ClusterMembers} from "./ClusterMembers.sol";
import {ClusterSeeds} from "./ClusterSeeds.sol";
import {ClusterTally} from "./ClusterTally.sol";
import {MemoryWords} from "./MemoryWords.sol";
// Constants that assembly alone uses pass for unused.
// solhint-disable-next-line no-unused-import
import {BACKWARD, FORWARD, ONES, PackedBox} from "./PackedBox.sol";

/// @title Isolated groups of annotations
/// @notice Splits annotations into groups that cannot merge with each other, and settles those
/// that are one cluster at a glance.
/// @dev A centroid, rounded down or not, lies in the box around its members. So if the boxes
/// around two groups are more than the distance apart on some axis, no cluster of the one ever
/// merges with a cluster of the other.
///
/// Annotations within 3/16 of the distance of a first one on each axis, its seed, have no two
/// further apart than the distance: alone they become one cluster. Seeds further apart than the
/// distance and twice that on some axis are isolated with all that is near to them.
library ClusterGroups {
    using ClusterTally for ClusterTally.Tally;

    /// @notice A group.
    struct Group {
        /// Memory address of its annotations, ascending.
        uint256 from;
        uint256 count;
        /// The sum of their forward lanes.
        uint256 sums;
    }

    /// @notice Adds to a box what makes GUARD tell whether another is more than `distance` away:
    /// on the axes and sides where bits of `box + marginOf(distance) - far` are set.
    /// @param distance Pixels.
    /// @return margin What to add.
    function marginOf(uint256 distance) internal pure returns (uint256 margin) {
        unchecked {
            // No boxes are further apart than 0xffff.
            margin = ((1 << 18) - 1 - (distance < 0xffff ? distance : 0xffff)) * ONES;
        }
    }

    /// @notice Splits annotations into isolated groups.
    /// @param tally Where clusters that are found on the way go.
    /// @param list Memory address of the annotations, ascending.
    /// @param count How many they are.
    /// @param least Members that a group needs to matter.
    /// @return first Memory address of the first Group that is not settled; those that do not
    /// matter are left out.
    /// @return last Address behind the last.
    function isolate(
        ClusterTally.Tally memory tally,
        uint256 list,
        uint256 count,
        uint256 least
    ) internal pure returns (uint256 first, uint256 last) {
        unchecked {
            ClusterSeeds.Tables memory tables;
            tables.span = (count + 1) << 5;
            tables.labels = MemoryWords.allocate(tables.span * 5);
            tables.seeds = tables.labels + tables.span;
            uint256 near = (tally.distance * 3) >> 4;
            uint256 apart = marginOf(tally.distance + 2 * near);
            ClusterSeeds.gather(tables, list, count, marginOf(near), apart);
            if (tables.mixed != 0)
                return ClusterBoxes.isolate(list, count, marginOf(tally.distance), least);
            return _divide(tables, tally, list, count, least);
        }
    }

    /// @dev Settles the groups that are one cluster with no player twice, and copies the others.
    function _divide(
        ClusterSeeds.Tables memory tables,
        ClusterTally.Tally memory tally,
        uint256 list,
        uint256 count,
        uint256 least
    ) private pure returns (uint256 first, uint256 last) {
        unchecked {
            uint256 found = tally.found;
            uint256 end = tables.end;
            for (uint256 seed = tables.seeds; seed < end; seed += 0x20) {
                uint256 sums = MemoryWords.load(seed + tables.span);
                if (_settles(tables, seed, sums, least)) {
                    _take(tables, tally, seed, sums);
                } else {
                    if (tables.to == 0) {
                        first = MemoryWords.allocate((end - tables.seeds) * 3);
                        last = first;
                        tables.to = MemoryWords.allocate(count << 5);
                    }
                    last = _open(tables, seed, sums, least, last);
                }
            }
            if (tally.found != found) _score(tables, tally, list, count);
            if (first != last) ClusterMembers.copy(list, count, tables.labels, tables.span * 2);
        }
    }

    /// @dev Whether a seed's group counts and is one cluster with no player twice.
    function _settles(
        ClusterSeeds.Tables memory tables,
        uint256 seed,
        uint256 sums,
        uint256 least
    ) private pure returns (bool) {
        unchecked {
            uint256 members = sums & 0xffffff;
            return
                members >= least &&
                tables.differing & 0xff == 0 &&
                _ones(MemoryWords.load(seed + tables.span * 2)) == members;
        }
    }

    /// @dev Writes down a group that is not settled, if it matters. Returns where the next goes.
    function _open(
        ClusterSeeds.Tables memory tables,
        uint256 seed,
        uint256 sums,
        uint256 least,
        uint256 at
    ) private pure returns (uint256 next) {
        unchecked {
            uint256 span = tables.span;
            uint256 members = sums & 0xffffff;
            next = at;
            uint256 place;
            if (members >= least) {
                place = tables.to;
                MemoryWords.store(at, place);
                MemoryWords.store(at + 0x20, members);
                MemoryWords.store(at + 0x40, (sums >> 48) << 48);
                next += 0x60;
                tables.to = place + (members << 5);
            }
            MemoryWords.store(seed + span * 3, place);
            // No centroid.
            MemoryWords.store(seed, type(uint256).max);
            MemoryWords.store(seed + span * 2, seed + span * 3);
        }
    }

    /// @dev Number of bits that are set.
    function _ones(uint256 bits) private pure returns (uint256 count) {
        unchecked {
            count = bits - ((bits >> 1) & (type(uint256).max / 3));
            count = (count & (type(uint256).max / 5)) + ((count >> 2) & (type(uint256).max / 5));
            // Bytes up to 8; their sum is at most 256, so it is taken of lanes of 16 bits.
            count = (count + (count >> 4)) & (type(uint256).max / 17);
            count =
                (count & (type(uint256).max / 257)) + ((count >> 8) & (type(uint256).max / 257));
            count = (count * (type(uint256).max / 0xffff)) >> 240;
        }
    }

    /// @dev Adds a cluster to the tally, without the scores.
    function _take(
        ClusterSeeds.Tables memory tables,
        ClusterTally.Tally memory tally,
        uint256 seed,
        uint256 sums
    ) private pure {
        unchecked {
            uint256 span = tables.span;
            uint256 members = sums & 0xffffff;
            uint256 centroid = PackedBox.centroidOf((sums >> 48) << 48, members);
            uint256 class = MemoryWords.load(seed) & 0xff;
            (uint256 forward, uint256 backward) = PackedBox.lanesOf(centroid);
            MemoryWords.store(seed, forward);
            MemoryWords.store(seed + span, backward);
            MemoryWords.store(seed + span * 2, seed + span * 3);
            MemoryWords.store(seed + span * 3, 0);
            tally.add((sums >> 24) & 0xffff, (members << 104) | (class << 96) | centroid);
        }
    }

    /// @dev Adds to the scores of the players in clusters that were found at a glance.
    function _score(
        ClusterSeeds.Tables memory tables,
        ClusterTally.Tally memory tally,
        uint256 list,
        uint256 count
    ) private pure {
        // solhint-disable-next-line no-inline-assembly
        assembly ("memory-safe") {
            let forwards := FORWARD
            let backwards := BACKWARD
            // Lanes below may add up to less than nothing: half a unit rounds that away.
            let half := shl(203, 1)
            let span := mload(add(tables, 0x40))
            let scores := add(mload(tally), 0x20)
            let labels := sub(mload(add(tables, 0x60)), list)
            for {
                count := add(list, shl(5, count))
            } lt(list, count) {
                list := add(list, 0x20)
            } {
                let seed := mload(add(list, labels))
                let centroid := mload(seed)
                if not(centroid) {
                    let word := mload(list)
                    let squared := shr(
                        204,
                        add(
                            mul(
                                sub(and(word, forwards), centroid),
                                sub(and(word, backwards), mload(add(seed, span)))
                            ),
                            half
                        )
                    )
                    let score := add(scores, shr(242, word))
                    mstore(score, add(mload(score), add(squared, 0x10000000000000000)))
                }
            }
        }
    }
}
