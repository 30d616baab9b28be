// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ClusterHint} from "./ClusterHint.sol";
import {ClusterRounds} from "./ClusterRounds.sol";
import {ClusterTally} from "./ClusterTally.sol";

/// @title Clustering of annotations
/// @notice Centroid linkage on integers, with one annotation a player in a cluster.
library Clustering {
    using ClusterTally for ClusterTally.Tally;

    /// @dev Pixels: 4 * 65535**2 is less than its square.
    uint256 private constant _FURTHEST = 0x1ffff;

    uint256 private constant _MOST_WORK = 100_000;

    /// @notice Whether any image of so many annotations can be settled without a hint by one
    /// transaction of 15,000,000 gas.
    /// @dev At worst all annotations end up in one cluster by merges that cannot be skipped, and
    /// each round sets all but one a player aside. Merging n takes gas as n**2; over the rounds
    /// that is, for the worst images that are known, up to 127 gas times the number below, so less
    /// than 13,000,000 gas: annotations on the densest lattice of four dimensions, which each have
    /// 24 nearest ones (tests/gas/test_clustering_fits.py). The rest of the transaction is for
    /// reading the plays and for keeping the scores of 129 players; a tenth of the 2**24 gas that
    /// EIP-7825 gives it is left over.
    /// @param annotators Plays of the image.
    /// @param perPlay Annotations a play at most.
    /// @return Whether it can.
    function fits(uint256 annotators, uint256 perPlay) internal pure returns (bool) {
        return annotators * annotators * perPlay * (perPlay + 1) * (2 * perPlay + 1) <= _MOST_WORK;
    }

    /// @notice Clusters the annotations of one image.
    /// @dev The hint is a radius in pixels, 2 bytes, and one entry a group of annotations, one
    /// after another; numbers are big-endian. The groups hold every annotation once and are
    /// isolated: for any two of them, on one of the four axes their boxes are more than `distance`
    /// apart. Entries come in ascending order of their boxes' upper x. An entry is one of these.
    ///
    /// A proven group, one cluster that counts, with no player twice:
    ///
    ///     1 byte     0, or a sum of 1 (classes differ) and 2 (least box)
    ///     1 byte     place among the proven clusters in ascending order of their lowest members
    ///     1 byte     m, number of members
    ///     1 byte     class of the cluster
    ///     12 bytes   centroid of the members: x, y, height, width, each times 256, rounded down
    ///     m * 2      numbers of the members, below 2048, in ascending order of their players
    ///
    /// An open group, of which nothing is said:
    ///
    ///     1 byte     4
    ///     2 bytes    m, number of members
    ///     m * 2      their numbers, ascending
    ///
    /// A single annotation, where one does not count:
    ///
    ///     1 byte     5
    ///     2 bytes    its number
    ///
    /// That a group is proven the contract checks: it has enough members; players ascend; centroid
    /// and class are right; the bitwise or of the members' squared distances from the centroid, of
    /// which each may be one less, is at most (256 * radius)**2; the radius is 0 or less than half
    /// of `distance`, and at most 1023. The box of a proven group is its centroid, rounded down to
    /// pixels, widened by the radius on each side, or if it says so, as that of an open group, the
    /// least around its members, which takes more gas. To open groups with enough members the rule
    /// is applied as if they were the image; the others need no more. Words in memory must lie
    /// below 2**16 if a group is proven: 1023 annotations do if they come early.
    /// @param annotations The words that AnnotationWords made; used up.
    /// @param players Number of plays, those with no annotation too, at most 255.
    /// @param distance Pixels up to which two clusters merge.
    /// @param confirmation Percentage of the players that a cluster needs to count, 0 to 100.
    /// @param hint How to group the annotations; may be empty. It is checked, not trusted.
    /// @return clusters Those that count, ascending by their lowest member: players << 104 |
    /// class << 96 | centroid (x, y, height, width times 256, 24 bits each). In memory they
    /// come right behind the scores.
    /// @return scores For each player, 1 more than the mean squared distance of its valid
    /// annotations from their centroids (1/256 pixels, squared, rounded down); 0 if it has none.
    function settle(
        uint256[] memory annotations,
        uint256 players,
        uint256 distance,
        uint256 confirmation,
        bytes calldata hint
    ) internal pure returns (uint256[] memory clusters, uint256[] memory scores) {
        unchecked {
            uint256 quorum = (confirmation * players + 99) / 100;
            // No two boxes are further apart.
            if (distance > _FURTHEST) distance = _FURTHEST;
            if (hint.length != 0) {
                return ClusterHint.settle(annotations, players, distance, quorum, hint);
            }
            ClusterTally.Tally memory tally = ClusterTally.start(
                annotations,
                players,
                distance,
                quorum
            );
            uint256 list;
            // solhint-disable-next-line no-inline-assembly
            assembly ("memory-safe") {
                list := add(annotations, 0x20)
            }
            ClusterRounds.settle(tally, list, annotations.length);
            return tally.finish();
        }
    }
}
