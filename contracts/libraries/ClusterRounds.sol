// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ClusterGroups} from "./ClusterGroups.sol";
import {ClusterMerge} from "./ClusterMerge.sol";
import {ClusterSpread} from "./ClusterSpread.sol";
import {ClusterTally} from "./ClusterTally.sol";
import {MemoryWords} from "./MemoryWords.sol";
// Constants that assembly alone uses pass for unused.
// solhint-disable-next-line no-unused-import
import {BACKWARD, FORWARD, PackedBox} from "./PackedBox.sol";

/// @title Rounds of clustering
/// @notice The clustering rule without a hint: clusters, and what a player has twice in one
/// clustered again, until nothing is set aside.
library ClusterRounds {
    using ClusterTally for ClusterTally.Tally;

    /// @dev Bit of an annotation's word that says that it was set aside: bit 240.
    uint256 private constant _ASIDE =
        0x1000000000000000000000000000000000000000000000000000000000000;

    /// @notice Clusters annotations that no others can merge with.
    /// @param tally Where the clusters go.
    /// @param list Memory address of the annotations, ascending.
    /// @param count How many they are.
    function settle(ClusterTally.Tally memory tally, uint256 list, uint256 count) internal pure {
        unchecked {
            uint256 least = tally.quorum;
            if (least == 0) least = 1;
            uint256 own;
            while (count >= least) {
                // A round leaves nothing behind but marks.
                uint256 free = MemoryWords.load(0x40);
                uint256 aside = _round(tally, list, count, least);
                MemoryWords.store(0x40, free);
                if (aside < least) break;
                if (own == 0) own = MemoryWords.allocate(aside << 5);
                _collect(tally, list, count, own);
                (list, count) = (own, aside);
            }
        }
    }

    function _round(
        ClusterTally.Tally memory tally,
        uint256 list,
        uint256 count,
        uint256 least
    ) private pure returns (uint256 aside) {
        unchecked {
            (uint256 at, uint256 end) = ClusterGroups.isolate(tally, list, count, least);
            for (; at < end; at += 0x60) {
                ClusterGroups.Group memory group;
                // solhint-disable-next-line no-inline-assembly
                assembly ("memory-safe") {
                    group := at
                }
                aside += _group(tally, group.from, group.count, group.sums, least);
            }
        }
    }

    /// @dev Clusters an isolated group, as often as it is one cluster. Returns how many of its
    /// members are set aside when it is more.
    function _group(
        ClusterTally.Tally memory tally,
        uint256 from,
        uint256 count,
        uint256 sums,
        uint256 least
    ) private pure returns (uint256) {
        unchecked {
            if (sums == 0) (sums, ) = _survey(from, count);
            ClusterSpread.Spread memory kept;
            // A word more, before the first that is kept.
            kept.to = MemoryWords.allocate(count * 0x60 + 0x20) + 0x20;
            kept.aside = kept.to + (count << 5);
            uint256 other = kept.aside + (count << 5);
            while (true) {
                _keep(kept, from, count, PackedBox.centroidOf(sums, count));
                if (!ClusterSpread.isOne(kept, from, count, tally.distance)) {
                    return _merge(tally, kept, from, count);
                }
                tally.take(kept.to, kept.count, sums - kept.asideSums);
                count -= kept.count;
                if (count < least) return 0;
                // What was set aside is the next list, and the list before it can go.
                (from, sums) = (kept.aside, kept.asideSums);
                (kept.aside, other) = (other, kept.aside);
            }
        }
    }

    /// @dev Clusters a group that may be more than one cluster. Marks what is set aside.
    function _merge(
        ClusterTally.Tally memory tally,
        ClusterSpread.Spread memory kept,
        uint256 from,
        uint256 count
    ) private pure returns (uint256 aside) {
        unchecked {
            uint256[] memory clusters = ClusterMerge.merge(from, count, tally.distance);
            for (uint256 i; i < clusters.length; i += 2) {
                (from, count) = (clusters[i], clusters[i + 1]);
                (uint256 sums, bool twice) = _survey(from, count);
                if (twice) {
                    _keep(kept, from, count, PackedBox.centroidOf(sums, count));
                    _mark(tally, kept.aside, count - kept.count);
                    aside += count - kept.count;
                    (from, count) = (kept.to, kept.count);
                    sums -= kept.asideSums;
                }
                tally.take(from, count, sums);
            }
        }
    }

    /// @dev The sum of the forward lanes, and whether a player is there twice.
    function _survey(uint256 from, uint256 count) private pure returns (uint256 sums, bool twice) {
        // solhint-disable-next-line no-inline-assembly
        assembly ("memory-safe") {
            // Variables, for the compiler would make these constants anew each time.
            let forwards := FORWARD
            let gap := shl(246, 1)
            let last := 0
            let signs := 0
            for {
                count := add(from, shl(5, count))
            } lt(from, count) {
                from := add(from, 0x20)
            } {
                let word := mload(from)
                sums := add(and(word, forwards), sums)
                // Without the player a word is less than half of what a player more makes.
                signs := or(sub(word, last), signs)
                last := add(word, gap)
            }
            twice := shr(255, signs)
        }
    }

    /// @dev Keeps one annotation a player, the nearest to the centroid, and lists the others.
    // solhint-disable-next-line function-max-lines
    function _keep(
        ClusterSpread.Spread memory kept,
        uint256 from,
        uint256 count,
        uint256 centroid
    ) private pure {
        (uint256 forward, uint256 backward) = PackedBox.lanesOf(centroid);
        // solhint-disable-next-line no-inline-assembly
        assembly ("memory-safe") {
            let total := 0
            let most := 0
            // From here on the sum of those set aside: there is no room for it on the stack.
            centroid := 0
            let aside := mload(add(kept, 0x20))
            // The last one kept, and how far it is; none yet, so of no player.
            let to := sub(mload(kept), 0x20)
            mstore(to, not(0))
            let nearest := 0
            for {
                count := add(from, shl(5, count))
            } lt(from, count) {
                from := add(from, 0x20)
            } {
                let word := mload(from)
                let squared := shr(
                    204,
                    add(
                        mul(sub(and(word, FORWARD), forward), sub(and(word, BACKWARD), backward)),
                        shl(203, 1)
                    )
                )
                total := add(total, squared)
                if gt(squared, most) {
                    most := squared
                }
                if shr(247, xor(word, mload(to))) {
                    to := add(to, 0x20)
                    nearest := squared
                    mstore(to, word)
                    continue
                }
                mstore(aside, word)
                if lt(squared, nearest) {
                    nearest := squared
                    squared := mload(to)
                    mstore(to, word)
                    word := squared
                    // It comes before those of its player that were farther than it.
                    let place := aside
                    for {} gt(place, mload(add(kept, 0x20))) {
                        place := sub(place, 0x20)
                    } {
                        let other := mload(sub(place, 0x20))
                        if lt(other, word) {
                            break
                        }
                        mstore(place, other)
                    }
                    mstore(place, word)
                }
                centroid := add(centroid, and(word, FORWARD))
                aside := add(aside, 0x20)
            }
            mstore(add(kept, 0x40), shr(5, sub(add(to, 0x20), mload(kept))))
            mstore(add(kept, 0x60), centroid)
            mstore(add(kept, 0x80), total)
            mstore(add(kept, 0xa0), most)
        }
    }

    /// @dev Marks annotations in the list of all.
    function _mark(ClusterTally.Tally memory tally, uint256 from, uint256 count) private pure {
        // solhint-disable-next-line no-inline-assembly
        assembly ("memory-safe") {
            let all := add(mload(add(tally, 0xa0)), 0x20)
            for {
                count := add(from, shl(5, count))
            } lt(from, count) {
                from := add(from, 0x20)
            } {
                let word := mload(from)
                mstore(add(all, shl(5, and(shr(224, word), 0xffff))), or(word, _ASIDE))
            }
        }
    }

    /// @dev Copies the annotations of a list that are marked, and takes the marks away.
    function _collect(
        ClusterTally.Tally memory tally,
        uint256 list,
        uint256 count,
        uint256 to
    ) private pure {
        // solhint-disable-next-line no-inline-assembly
        assembly ("memory-safe") {
            let all := add(mload(add(tally, 0xa0)), 0x20)
            let mark := _ASIDE
            for {
                let end := add(list, shl(5, count))
            } lt(list, end) {
                list := add(list, 0x20)
            } {
                let place := add(all, shl(5, and(shr(224, mload(list)), 0xffff)))
                let word := mload(place)
                if and(word, mark) {
                    word := sub(word, mark)
                    mstore(place, word)
                    mstore(to, word)
                    to := add(to, 0x20)
                }
            }
        }
    }
}
