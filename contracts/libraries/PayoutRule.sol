// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {FixedPointMathLib} from "solady/utils/FixedPointMathLib.sol";

/// @title Payout rule
/// @notice What a ranked player gets of the pot.
library PayoutRule {
    /// @notice A player's points: bet * (N + 1 - position)^2.
    /// @dev Below 2**185: a bet is below 2**137 and N below 2**24.
    /// @param bet The player's bet in wei.
    /// @param players N, the players with a counted play.
    /// @param position The player's position, 1 to N.
    /// @return The points.
    function points(
        uint256 bet,
        uint256 players,
        uint256 position
    ) internal pure returns (uint256) {
        uint256 weight = players + 1 - position;
        return bet * weight * weight;
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
