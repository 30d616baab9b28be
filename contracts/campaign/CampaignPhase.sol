// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {CampaignState} from "./CampaignState.sol";

/// @title CampaignPhase
/// @notice What can be done in the AnnotationCampaign now.
abstract contract CampaignPhase is CampaignState {
    /// @dev Nothing keeps the phase: it follows from the time and from what is done.
    function _phase(Terms memory agreed) internal view returns (Phase) {
        PlayCounts memory played = _playCounts();
        if (_isPlayOpen(agreed, played)) return Phase.Play;
        if (_isRevealOpen(agreed, played)) return Phase.Reveal;
        SettlementCounts memory settled = _settlementCounts();
        if (settled.settledImages != played.revealedImages) return Phase.Settlement;
        if (settled.countedImages != played.revealedImages) return Phase.Review;
        if (settled.placedPlayers != settled.scoredPlayers) return Phase.Ranking;
        return Phase.Payout;
    }

    function _requirePhase(Terms memory agreed, Phase needed) internal view {
        Phase now_ = _phase(agreed);
        if (now_ < needed) revert WrongPhase(now_, needed);
    }

    function _isPlayOpen(
        Terms memory agreed,
        PlayCounts memory played
    ) internal view returns (bool) {
        return block.timestamp <= agreed.playUntil && played.attempted != agreed.imageCount;
    }

    /// @dev Of a campaign in which play is over.
    function _isRevealOpen(
        Terms memory agreed,
        PlayCounts memory played
    ) internal view returns (bool) {
        return block.timestamp <= agreed.revealUntil && played.revealedPlays != played.handedIn;
    }
}
