// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {LibBit} from "solady/utils/LibBit.sol";

import {BitSlicedTally} from "./BitSlicedTally.sol";

/// @title Review rule
/// @notice What the votes on a page of 256 images come to.
library ReviewRule {
    using BitSlicedTally for BitSlicedTally.Tally;

    /// @notice Counts the votes: an image is rejected by two thirds of them.
    /// @param votes For each vote the images that it rejects, all of them revealed ones; at least
    /// one vote and 63 at most.
    /// @param revealed The images voted on.
    /// @return rejected The images that are rejected.
    /// @return agreements How often a vote on an image agreed with the outcome, in all.
    function decide(
        uint256[] memory votes,
        uint256 revealed
    ) internal pure returns (uint256 rejected, uint256 agreements) {
        BitSlicedTally.Tally memory tally;
        for (uint256 i; i < votes.length; ++i) {
            tally.add(votes[i]);
        }
        rejected = tally.atLeast((2 * votes.length + 2) / 3);
        uint256 standing = revealed & ~rejected;
        agreements =
            tally.sum(rejected) +
            votes.length * LibBit.popCount(standing) -
            tally.sum(standing);
    }

    /// @notice On how many images a vote agreed with the outcome.
    /// @param choice The images that it rejects.
    /// @param rejected The images that are rejected.
    /// @param revealed The images voted on.
    /// @return The number.
    function agreed(
        uint256 choice,
        uint256 rejected,
        uint256 revealed
    ) internal pure returns (uint256) {
        return LibBit.popCount(revealed & ~(choice ^ rejected));
    }
}
