// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {FixedPointMathLib} from "solady/utils/FixedPointMathLib.sol";

/// @title Payout rule
/// @notice What a ranked player gets of the pot: the share that its bet, times a weight, has of
/// all. A campaign's terms choose one of two curves for the weight.
/// @dev A player's points stay below 2**187: a bet is below 2**137, a weight below 2**50.
library PayoutRule {
    /// @notice The weight by rank: (N + 1 - position)^2.
    /// @param players N, the players with a counted play.
    /// @param position The player's position, 1 to N.
    /// @return The weight.
    function rankWeight(uint256 players, uint256 position) internal pure returns (uint256) {
        uint256 below = players + 1 - position;
        return below * below;
    }

    /// @notice The weight by distance: what the score leaves of the squared merge distance.
    /// @dev Other players do not count, and scores within the tolerance are alike. So nothing is
    /// won by splitting a bet over accounts, nor by agreeing on boxes with others.
    /// @param score The player's best score, in 1/256 pixels squared.
    /// @param distance The merge distance, in pixels.
    /// @param tolerance Pixels, below `distance`.
    /// @return The weight; 0 from the merge distance on.
    function distanceWeight(
        uint256 score,
        uint256 distance,
        uint256 tolerance
    ) internal pure returns (uint256) {
        uint256 none = (256 * distance) ** 2;
        uint256 full = (256 * tolerance) ** 2;
        return FixedPointMathLib.zeroFloorSub(none, FixedPointMathLib.max(score, full));
    }

    /// @notice A player's reward: its points' share of the pot, rounded down.
    /// @param pot All bets of ranked players, in wei.
    /// @param own The player's points.
    /// @param total The points of all ranked players.
    /// @return The reward in wei; 0 if nobody has a point.
    function reward(uint256 pot, uint256 own, uint256 total) internal pure returns (uint256) {
        if (total == 0) return 0;
        return FixedPointMathLib.fullMulDiv(pot, own, total);
    }
}
