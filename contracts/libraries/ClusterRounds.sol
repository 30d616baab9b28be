// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ClusterGroups} from "./ClusterGroups.sol";
import {ClusterMerge} from "./ClusterMerge.sol";
import {ClusterPlayers} from "./ClusterPlayers.sol";
import {ClusterSpread} from "./ClusterSpread.sol";
import {ClusterTally} from "./ClusterTally.sol";
import {MemoryWords} from "./MemoryWords.sol";
import {PackedBox} from "./PackedBox.sol";

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
            if (sums == 0) (sums, ) = ClusterPlayers.survey(from, count);
            ClusterSpread.Spread memory kept;
            // A word more, before the first that is kept.
            kept.to = MemoryWords.allocate(count * 0x60 + 0x20) + 0x20;
            kept.aside = kept.to + (count << 5);
            uint256 other = kept.aside + (count << 5);
            while (true) {
                ClusterPlayers.keep(kept, from, count, PackedBox.centroidOf(sums, count));
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
                (uint256 sums, bool twice) = ClusterPlayers.survey(from, count);
                if (twice) {
                    ClusterPlayers.keep(kept, from, count, PackedBox.centroidOf(sums, count));
                    _mark(tally, kept.aside, count - kept.count);
                    aside += count - kept.count;
                    (from, count) = (kept.to, kept.count);
                    sums -= kept.asideSums;
                }
                tally.take(from, count, sums);
            }
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
