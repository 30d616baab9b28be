// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

// Constants that assembly alone uses pass for unused.
// solhint-disable-next-line no-unused-import
import {BACKWARD, FORWARD, PackedBox} from "./PackedBox.sol";

/// @title Tally of the clusters of one image
/// @notice Step 4 and 5 of the clustering rule: which clusters count, and the scores from them.
library ClusterTally {
    /// @notice What one settlement knows and has found so far.
    /// @dev In memory the fields lie one after another, and assembly reads them there.
    struct Tally {
        /// Sum of squared distances of a player's valid annotations, their number from bit 64 up.
        uint256[] scores;
        uint256[] clusters;
        uint256 found;
        /// Members that a cluster needs to count.
        uint256 quorum;
        /// Pixels up to which clusters merge.
        uint256 distance;
        /// All annotations of the image.
        uint256[] annotations;
    }

    /// @notice Starts a tally.
    /// @param annotations All annotations of the image.
    /// @param players Number of plays.
    /// @param distance Pixels up to which clusters merge.
    /// @param quorum Members that a cluster needs to count.
    /// @return self The tally.
    function start(
        uint256[] memory annotations,
        uint256 players,
        uint256 distance,
        uint256 quorum
    ) internal pure returns (Tally memory self) {
        unchecked {
            self.scores = new uint256[](players);
            // Clusters that count share no annotation.
            self.clusters = new uint256[](annotations.length / (quorum == 0 ? 1 : quorum));
            self.quorum = quorum;
            self.distance = distance;
            self.annotations = annotations;
        }
    }

    /// @notice Takes a cluster with no player twice; one below the quorum is left out.
    /// @param self The tally.
    /// @param from Memory address of its members, ascending.
    /// @param count How many they are, at least 1.
    /// @param sums The sum of their forward lanes.
    function take(Tally memory self, uint256 from, uint256 count, uint256 sums) internal pure {
        if (count < self.quorum) return;
        uint256 centroid = PackedBox.centroidOf(sums, count);
        uint256 differing = _score(self, from, count, centroid);
        uint256 first;
        // solhint-disable-next-line no-inline-assembly
        assembly ("memory-safe") {
            first := mload(from)
        }
        uint256 class = differing & 0xff == 0 ? first & 0xff : majority(from, count);
        add(self, (first >> 224) & 0xffff, (count << 104) | (class << 96) | centroid);
    }

    /// @notice Adds a cluster that counts.
    /// @param self The tally.
    /// @param lowest Number of its lowest member.
    /// @param cluster The cluster, as settling returns it.
    function add(Tally memory self, uint256 lowest, uint256 cluster) internal pure {
        // solhint-disable-next-line no-inline-assembly
        assembly ("memory-safe") {
            cluster := or(shl(112, lowest), cluster)
            let first := add(mload(add(self, 0x20)), 0x20)
            let found := mload(add(self, 0x40))
            mstore(add(self, 0x40), add(found, 1))
            let at := add(first, shl(5, found))
            for {} gt(at, first) {} {
                let before := sub(at, 0x20)
                let other := mload(before)
                if lt(other, cluster) {
                    break
                }
                mstore(at, other)
                at := before
            }
            mstore(at, cluster)
        }
    }

    /// @notice Ends the tally.
    /// @param self The tally.
    /// @return clusters Those that count, by their lowest member.
    /// @return scores For each player 1 more than its score; 0 if it has none.
    function finish(
        Tally memory self
    ) internal pure returns (uint256[] memory clusters, uint256[] memory scores) {
        (clusters, scores) = (self.clusters, self.scores);
        // solhint-disable-next-line no-inline-assembly
        assembly ("memory-safe") {
            let found := mload(add(self, 0x40))
            mstore(clusters, found)
            for {
                let at := add(clusters, shl(5, found))
            } gt(at, clusters) {
                at := sub(at, 0x20)
            } {
                mstore(at, and(mload(at), 0xffffffffffffffffffffffffffff))
            }
            let at := add(scores, 0x20)
            for {
                let end := add(at, shl(5, mload(scores)))
            } lt(at, end) {
                at := add(at, 0x20)
            } {
                let score := mload(at)
                if score {
                    let sum := and(score, 0xffffffffffffffff)
                    mstore(at, add(div(sum, shr(64, score)), 1))
                }
            }
        }
    }

    /// @notice The class that most of the members gave; if tied the lowest.
    /// @param from Memory address of the members.
    /// @param count How many they are.
    /// @return class The class.
    function majority(uint256 from, uint256 count) internal pure returns (uint256 class) {
        // solhint-disable-next-line no-inline-assembly
        assembly ("memory-safe") {
            let votes := mload(0x40)
            calldatacopy(votes, calldatasize(), 0x2000)
            let end := add(from, shl(5, count))
            let best := 0
            for {} lt(from, end) {
                from := add(from, 0x20)
            } {
                let given := and(mload(from), 0xff)
                let place := add(votes, shl(5, given))
                let vote := add(mload(place), 0x100)
                mstore(place, vote)
                vote := or(vote, sub(0xff, given))
                if gt(vote, best) {
                    best := vote
                }
            }
            class := sub(0xff, and(best, 0xff))
        }
    }

    /// @dev Adds to the scores of the members' players. The lowest byte of what it returns is 0 if
    /// all members have one class.
    function _score(
        Tally memory self,
        uint256 from,
        uint256 count,
        uint256 centroid
    ) private pure returns (uint256 differing) {
        (uint256 forward, uint256 backward) = PackedBox.lanesOf(centroid);
        // solhint-disable-next-line no-inline-assembly
        assembly ("memory-safe") {
            // Variables, for the compiler would make these constants anew each time.
            let forwards := FORWARD
            let backwards := BACKWARD
            let scores := add(mload(self), 0x20)
            let end := add(from, shl(5, count))
            let first := mload(from)
            for {} lt(from, end) {
                from := add(from, 0x20)
            } {
                let word := mload(from)
                differing := or(differing, xor(word, first))
                // Lanes below may add up to less than nothing: half a unit rounds that away.
                let squared := shr(
                    204,
                    add(
                        mul(sub(and(word, forwards), forward), sub(and(word, backwards), backward)),
                        shl(203, 1)
                    )
                )
                let score := add(scores, shr(242, word))
                mstore(score, add(mload(score), add(squared, 0x10000000000000000)))
            }
        }
    }
}
