// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ClusterTally} from "./ClusterTally.sol";
import {ClusterWalk} from "./ClusterWalk.sol";
import {MemoryWords} from "./MemoryWords.sol";

/// @title Result of a hint
/// @notice Clusters and scores of the proven groups, alone or with those of the open ones.
library ClusterResult {
    using ClusterTally for ClusterTally.Tally;

    /// @notice The result, if no open group counts.
    /// @param walk The walk, at its end.
    /// @param found How many groups are proven.
    /// @return right Whether the proven groups have their places.
    /// @return clusters As `Clustering.settle` returns them.
    /// @return scores As `Clustering.settle` returns them.
    function alone(
        ClusterWalk.Walk memory walk,
        uint256 found
    ) internal pure returns (bool right, uint256[] memory clusters, uint256[] memory scores) {
        // solhint-disable-next-line no-inline-assembly
        assembly ("memory-safe") {
            scores := sub(mload(add(walk, 0x140)), 0x20)
            clusters := sub(mload(add(walk, 0x160)), 0x20)
            right := 1
            let place := add(clusters, 0x20)
            let last := 0
            for {
                let end := add(place, shl(5, found))
            } lt(place, end) {
                place := add(place, 0x20)
            } {
                let cluster := mload(place)
                // Two that had one place left another empty.
                right := and(right, lt(last, cluster))
                mstore(place, and(cluster, 0xffffffffffffffffffffffffffff))
                last := cluster
            }
            place := add(scores, 0x20)
            let half := shl(203, 1)
            for {
                let end := add(place, shl(5, mload(scores)))
            } lt(place, end) {} {
                let sum := mload(place)
                let count := shr(248, sum)
                // A player without a valid annotation gets none, for so divides the machine.
                mstore(place, div(add(and(shr(204, add(sum, half)), 0xfffffffffff), count), count))
                place := add(place, 0x20)
                // Two at a time: behind the last comes the clusters' length, which is still 0.
                sum := mload(place)
                count := shr(248, sum)
                mstore(place, div(add(and(shr(204, add(sum, half)), 0xfffffffffff), count), count))
                place := add(place, 0x20)
            }
            mstore(clusters, found)
        }
    }

    /// @notice The result, if open groups count too.
    /// @param walk The walk, at its end.
    /// @param found How many groups are proven.
    /// @return right Whether the proven groups have their places.
    /// @return clusters As `Clustering.settle` returns them.
    /// @return scores As `Clustering.settle` returns them.
    function joined(
        ClusterWalk.Walk memory walk,
        uint256 found
    ) internal pure returns (bool right, uint256[] memory clusters, uint256[] memory scores) {
        unchecked {
            ClusterTally.Tally memory tally = ClusterWalk.tallyOf(walk);
            uint256 last;
            right = true;
            for (uint256 i; i < found; ++i) {
                uint256 cluster = MemoryWords.load(walk.places + (i << 5));
                if (cluster <= last) right = false;
                last = cluster;
                tally.add(cluster >> 112, cluster & type(uint112).max);
            }
            for (uint256 i; i < tally.scores.length; ++i) {
                uint256 sum = MemoryWords.load(walk.sums + (i << 5));
                tally.scores[i] +=
                    (((sum + (1 << 203)) >> 204) & 0xfffffffffff) | ((sum >> 248) << 64);
            }
            (clusters, scores) = tally.finish();
        }
    }
}
