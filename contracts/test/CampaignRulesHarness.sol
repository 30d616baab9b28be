// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

// Test code: the signatures say all.
// solhint-disable use-natspec

import {PayoutRule} from "../libraries/PayoutRule.sol";
import {ReviewRule} from "../libraries/ReviewRule.sol";
import {ScoreTally} from "../libraries/ScoreTally.sol";

/// @title CampaignRulesHarness
/// @notice Opens to tests the libraries that campaigns count by.
contract CampaignRulesHarness {
    using ScoreTally for ScoreTally.Tally;

    function tally(
        uint256 players,
        uint256[] calldata numbers,
        uint256[] calldata scores
    ) external pure returns (uint256[3][] memory found) {
        ScoreTally.Tally memory counts = ScoreTally.create(players);
        counts.addAll(numbers, scores);
        found = new uint256[3][](counts.entries.length);
        for (uint256 i; i < found.length; ++i) {
            (found[i][0], found[i][1], found[i][2]) = ScoreTally.parts(counts.entries[i]);
        }
    }

    function rankWeight(uint256 players, uint256 position) external pure returns (uint256) {
        return PayoutRule.rankWeight(players, position);
    }

    function distanceWeight(
        uint256 score,
        uint256 distance,
        uint256 tolerance
    ) external pure returns (uint256) {
        return PayoutRule.distanceWeight(score, distance, tolerance);
    }

    function reward(uint256 pot, uint256 own, uint256 total) external pure returns (uint256) {
        return PayoutRule.reward(pot, own, total);
    }

    function decide(
        uint256[] calldata votes,
        uint256 revealed
    ) external pure returns (uint256 rejected, uint256 agreements) {
        return ReviewRule.decide(votes, revealed);
    }

    function agreed(
        uint256 choice,
        uint256 rejected,
        uint256 revealed
    ) external pure returns (uint256) {
        return ReviewRule.agreed(choice, rejected, revealed);
    }
}
